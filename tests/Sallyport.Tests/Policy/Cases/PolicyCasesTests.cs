using Sallyport.Policy;
using Sallyport.Policy.Cases;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Policy.Cases;

public sealed class PolicyCasesTests
{
    [Fact]
    public void Read_EveryKey_StandsInTheCase()
    {
        const string Text = """
            version: 1
            cases:
              - note: All keys.
                model: gpt-9
                agent: bot
                input:
                  - {origin: tool_result, text: one}
                  - {origin: user, form: image}
                output:
                  - {channel: reasoning, text: two, leaves: three}
                want: {verdict: redact, observed: allow, findings: [pii.email]}
            """;

        var reading = PolicyCases.Read(Text);

        Assert.True(reading.IsUsable);
        var @case = Assert.Single(reading.Cases);
        Assert.Equal(("All keys.", 3), (@case.Note, @case.Line));
        Assert.Equal(new("gpt-9", "bot"), @case.Context);
        Assert.Equal((GuardAction.Redact, GuardAction.Ignore), (@case.Verdict, @case.Observed));
        Assert.Equal(["pii.email"], @case.Findings);
        Assert.Equal(
            [
                new() { Direction = GuardDirection.Input, Origin = Origin.ToolResult, Text = "one" },
                new() { Direction = GuardDirection.Input, Origin = Origin.User, Form = Form.Image },
                new() { Direction = GuardDirection.Output, Channel = ChannelKind.Reasoning, Text = "two", Leaves = "three" },
            ],
            @case.Texts);
    }

    [Theory]
    [InlineData("- {note: n, want: {}}", "neither 'input' nor 'output'")]
    [InlineData("- {note: n, input: [{origin: user}], want: {}}", "There is no 'text'.")]
    [InlineData("- {note: n, input: [{form: image, text: x}], want: {}}", "has no 'text' here")]
    [InlineData("- {note: n, input: [{text: x}]}", "has no 'want'")]
    [InlineData("- {note: n, input: [{text: x}], want: {verdict: ignore}}", "'ignore' is not a value of 'verdict'")]
    [InlineData("- {note: n, input: [{txet: x}], want: {}}", "'txet' is not a key of 'input'")]
    public void Read_WrongForm_IsExplained(string @case, string expected)
    {
        var reading = PolicyCases.Read($"version: 1\ncases:\n  {@case}\n");

        Assert.False(reading.IsUsable);
        Assert.Empty(reading.Cases);
        Assert.Contains(reading.Problems, problem => problem.Message.Contains(expected, StringComparison.Ordinal));
    }
}
