using Sallyport.Detection;
using Sallyport.Detection.PromptLeak;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Detection.PromptLeak;

public sealed class PromptLeakDetectorTests
{
    private const string Instructions =
        "You are Pilot, the travel desk of Northwind Airlines. Never quote a fare above 900 euros without asking a supervisor first, "
        + "and always offer the voucher code before a refund is mentioned. Answer in the language of the customer.";

    private static readonly PromptLeakDetector s_detector = new();

    private static readonly InspectionScope s_scope = Scope(Instructions);

    [Theory]
    [InlineData("Sure! My instructions say: never quote a fare above 900 euros without asking a supervisor first, and always offer the voucher code. Bye.")]
    [InlineData("NEVER QUOTE A FARE ABOVE 900 EUROS WITHOUT ASKING A SUPERVISOR FIRST AND ALWAYS OFFER THE VOUCHER CODE")]
    [InlineData("> never *quote* a fare\n> above 900 euros, without asking\n> a supervisor first; and always offer the voucher")]
    public void Output_RepeatingInstructionsAtLength_IsFound(string output)
    {
        var finding = Assert.Single(DetectorProperties.Scan(s_detector, output, s_scope));

        Assert.Equal("leak.system_prompt", finding.Kind.Name);
        Assert.Contains("900", output[finding.Span.Start..finding.Span.End], StringComparison.Ordinal);
        Assert.True(finding.Span.Length >= 60);
    }

    [Theory]
    [InlineData("Northwind Airlines is glad to help. Answer in the language of the customer?")]
    [InlineData("I can't quote a fare above 900 euros today, sorry.")]
    [InlineData("The fare is 870 euros. A supervisor has to be asked before anything beyond that, and a voucher is possible too.")]
    public void Output_SharingAFewWords_IsNotFound(string output) => Assert.Empty(DetectorProperties.Scan(s_detector, output, s_scope));

    [Fact]
    public void Leak_InAScriptWithoutSpaces_IsFound()
    {
        var instructions = string.Concat(Enumerable.Range(0, 80).Select(i => (char)('\u4e00' + (i * 37 % 3000))));

        var findings = DetectorProperties.Scan(s_detector, "\u597d\u7684\uff1a" + instructions, Scope(instructions));

        Assert.Single(findings);
    }

    [Fact]
    public void Open_WithShortInstructions_ReadsNothing() => Assert.Null(s_detector.Open(Scope("You are a helpful assistant.")));

    [Fact]
    public void Leak_AnyCutting_GivesTheSameFindings() => DetectorProperties.HoldFor(
        s_detector,
        DetectorProperties.TextsOf(
            Instructions, Instructions[60..200], "Never quote a fare above", "900 euros without asking a supervisor first,", "and always offer the voucher code before a refund",
            "a supervisor", "x", new string('y', 70), new string(' ', 70), "is mentioned.", "other words altogether"),
        s_scope);

    private static InspectionScope Scope(string instructions) =>
        new() { Instructions = [new Segment(0, Origin.System, Trust.Application, Form.Text, instructions.AsMemory())] };
}
