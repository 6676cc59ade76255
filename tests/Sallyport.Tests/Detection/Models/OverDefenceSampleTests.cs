using Sallyport.Hosting;
using Sallyport.Detection.Models;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Detection.Models;

/// <summary>
/// Innocent texts full of the words that attackers use, in twenty languages: questions, techniques, stories and games, translations, letters. Written before the grammars were widened for
/// such texts, but by the same hand.
/// </summary>
public sealed class OverDefenceSampleTests
{
    private static readonly (string Kind, string Text, float Typed, float Data)[] Sample = [.. Read()];

    [Fact]
    public void Sample_IsLargeEnoughToSayAnything() => Assert.True(Sample.Length >= 200);

    [Fact]
    public void Typed_AtBalanced_IsLetThrough() => AssertPassed(ShippedHeads.Direct, "balanced", static row => row.Typed, 0.92);

    // A letter asks people; the sample's other texts ask whoever reads them, and would be orders in data.
    [Fact]
    public void Letters_AsDataAtBalanced_AreMostlyLetThrough() =>
        AssertPassed(ShippedHeads.Indirect, "balanced", static row => row.Kind == "letter" ? row.Data : 0, 0.98);

    private static void AssertPassed(string kind, string preset, Func<(string Kind, string Text, float Typed, float Data), float> scoreOf, double least)
    {
        var threshold = ShippedHeads.Set.Heads.Single(head => head.Kind == kind).Presets[preset];
        var passed = Sample.Average(row => scoreOf(row) >= threshold ? 0 : 1.0);

        Assert.True(passed >= least, $"{passed:P1} let through at {threshold}:\n"
            + string.Join('\n', Sample.Where(row => scoreOf(row) >= threshold).Select(row => $"{row.Kind} {scoreOf(row):0.000} {row.Text}")));
    }

    private static IEnumerable<(string Kind, string Text, float Typed, float Data)> Read() =>
        ScannedSample.Read("over-defence.jsonl", static _ => Origin.User).Zip(
            ScannedSample.Read("over-defence.jsonl", static _ => Origin.ToolResult),
            static (typed, data) => (
                typed.Row.GetProperty("kind").GetString()!,
                typed.Row.GetProperty("text").GetString()!,
                Score(typed.Result),
                Score(data.Result)));

    private static float Score(TextScanResult result) => result.Scores.Single(family => family.Key == "injection").Value;
}
