using Sallyport.Server.Tour;
using Xunit;

namespace Sallyport.Server.Tests.Tour;

public sealed class TourStageTests
{
    [Fact]
    public void Show_PlaceholderAtTheEdgeOfTheTerminal_IsNotBroken()
    {
        // From the first column to the last, so that the edge falls on each of its characters once.
        for (var before = 1; before < 80; before++)
        {
            using var output = new StringWriter();

            new TourStage(output, isTerminal: true).Show("client got", $"{new string('x', before)} [REDACTED:pii.email] and [[EMAIL-k3v9x2qd7m]]");

            Assert.Contains("[REDACTED:pii.email]", output.ToString());
            Assert.Contains("[[EMAIL-k3v9x2qd7m]]", output.ToString());
        }
    }

    [Fact]
    public void Show_LeaksAndPlaceholdersThatMeet_KeepTheText()
    {
        using var output = new StringWriter();

        new TourStage(output, isTerminal: true).Show("model said", "a [[REDACTED:x]] jane.|doe", "[[REDACTED:x", "jane.doe", "never there");

        var shown = string.Concat(output.ToString().Split('\u001b').Select(static (piece, index) => index == 0 ? piece : piece[(piece.IndexOf('m', StringComparison.Ordinal) + 1)..]));
        Assert.Contains("a [[REDACTED:x]] jane.|doe", shown);
    }
}
