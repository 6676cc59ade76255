using Sallyport.Detection.Models;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Detection.Models;

/// <summary>
/// The shipped head for abuse on texts that were written for this test by the hand that wrote the grammar, so it guards against a worse head and measures none:
/// abuse of three classes, and innocent text that shares its words.
/// </summary>
public sealed class ToxicitySampleTests
{
    private static readonly Row[] Sample = [.. Read()];

    [Fact]
    public void Abuse_AtStrict_IsMostlyCaught() => AssertShare(row => row.IsToxic, isCaught: true, least: 0.70);

    [Theory]
    [InlineData("counter")]
    [InlineData("reclaimed")]
    [InlineData("negated")]
    [InlineData("neutral")]
    [InlineData("profane")]
    [InlineData("object")]
    [InlineData("support")]
    [InlineData("ordinary")]
    public void InnocentText_AtStrict_MostlyPasses(string kind) => AssertShare(row => row.Kind == kind, isCaught: false, least: 0.60);

    private static void AssertShare(Func<Row, bool> which, bool isCaught, double least)
    {
        var strict = ShippedHeads.Set.Heads.Single(head => head.Kind == "toxicity.abuse").Presets["strict"];
        var rows = Sample.Where(which).ToArray();
        var share = rows.Average(row => row.Score >= strict == isCaught ? 1.0 : 0);

        Assert.True(share >= least, $"{share:P1} right at {strict}:\n"
            + string.Join('\n', rows.Where(row => row.Score >= strict != isCaught).Select(row => $"{row.Kind} {row.Score:0.000} {row.Text}")));
    }

    private static IEnumerable<Row> Read() =>
        ScannedSample.Read("toxicity.jsonl", static _ => Origin.Assistant).Select(scanned => new Row(
            scanned.Row.GetProperty("label").GetString() == "toxic",
            scanned.Row.GetProperty("class").GetString()!,
            scanned.Result.Findings.Where(judged => judged.Finding.Kind.Name == "toxicity.abuse").Select(judged => judged.Finding.Score).DefaultIfEmpty().Max(),
            scanned.Row.GetProperty("text").GetString()!));

    private sealed record Row(bool IsToxic, string Kind, float Score, string Text);
}
