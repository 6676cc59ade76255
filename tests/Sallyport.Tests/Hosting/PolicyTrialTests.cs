using Sallyport.Detection.Pii;
using Sallyport.Hosting;
using Sallyport.Policy;
using Sallyport.Policy.Cases;
using Xunit;

namespace Sallyport.Tests.Hosting;

public sealed class PolicyTrialTests
{
    private const string Policy = """
        version: 1
        name: trial
        guards:
          - {name: out, findings: [pii.email], on: output, action: redact, when: {models: [guarded]}}
          - {name: in, findings: [pii.email], on: input, origins: [user], action: mask}
          - {name: tool, findings: [pii.email], on: input, origins: [tool_result], action: block}
          - {name: watch, findings: [pii.email], on: both, action: block, mode: observe}
        uninspectable: {image: pass}
        """;

    [Theory]
    [InlineData("output: [{text: write to ann@example.com., leaves: 'write to [REDACTED:pii.email].'}], want: {verdict: redact, observed: block, findings: [pii.email]}")]
    [InlineData("output: [{text: nothing here}], want: {verdict: allow, observed: allow, findings: []}")]
    [InlineData("model: other, output: [{text: write to ann@example.com., leaves: write to ann@example.com.}], want: {verdict: allow, observed: block}")]
    [InlineData("input: [{text: I am ann@example.com}], want: {verdict: mask}")]
    [InlineData("input: [{origin: tool_result, text: from ann@example.com to, leaves: 'from '}], want: {verdict: block}")]
    [InlineData("input: [{form: image}], want: {verdict: allow}")]
    [InlineData("input: [{form: audio}], want: {verdict: block}")]
    [InlineData("input: [{origin: system, form: audio}], want: {verdict: allow}")]
    public void Run_CaseThatHolds_Passes(string @case)
    {
        var result = Run(@case);

        Assert.Empty(result.Differences);
        Assert.True(result.IsPassed);
    }

    [Theory]
    [InlineData("output: [{text: write to ann@example.com.}], want: {verdict: block}", "The verdict is redact, not block.")]
    [InlineData("output: [{text: write to ann@example.com.}], want: {observed: allow}", "What observing guards would have done is block, not allow.")]
    [InlineData("output: [{text: write to ann@example.com.}], want: {findings: []}", "pii.email was taken up as well.")]
    [InlineData("output: [{text: nothing}], want: {findings: [pii.phone]}", "Nothing of kind pii.phone was taken up.")]
    [InlineData("output: [{text: write to ann@example.com., leaves: as it came}], want: {}", "What leaves is \"write to [REDACTED:pii.email].\", not \"as it came\".")]
    public void Run_CaseThatDoesNotHold_SaysWhatIsOtherwise(string @case, string expected)
    {
        Assert.Equal(expected, Assert.Single(Run(@case).Differences));
    }

    private static PolicyCaseResult Run(string @case)
    {
        var policy = PolicySnapshot.Compile(PolicyReader.Read(Policy).Document!, 1, PiiDetectors.All, TimeProvider.System);
        var model = @case.Contains("model:", StringComparison.Ordinal) ? "" : "model: guarded, ";
        var reading = PolicyCases.Read($"version: 1\ncases:\n  - {{note: n, {model}{@case}}}\n");
        Assert.Empty(reading.Problems);
        return Assert.Single(PolicyTrial.Run(policy, reading.Cases));
    }
}
