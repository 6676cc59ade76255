using System.Text.Json;
using Sallyport.Detection.Models;
using Xunit;

namespace Sallyport.Tests.Detection.Models;

/// <summary>
/// The shipped heads on texts sorted by what they do, in thirteen languages: ways to hate, insults, threats, sexual text, self-harm, and innocent texts that share words and groups with them. Written before
/// the grammars were widened, but by the same hand. The bounds were set below what the shipped heads reach.
/// </summary>
public sealed class ToxicityFunctionTests
{
    private static readonly Row[] Sample = [.. Read()];

    [Fact]
    public void Sample_IsLargeEnoughToSayAnything() => Assert.True(Sample.Length >= 300);

    [Theory]
    [InlineData("toxicity.abuse", "hate", 0.80)]
    [InlineData("toxicity.abuse", "insult", 0.85)]
    [InlineData("toxicity.abuse", "threat", 0.80)]
    [InlineData("toxicity.hate", "hate", 0.85)]
    [InlineData("toxicity.insult", "insult", 0.90)]
    [InlineData("toxicity.threat", "threat", 0.95)]
    [InlineData("toxicity.sexual", "sexual", 0.95)]
    [InlineData("toxicity.self_harm", "selfharm", 0.85)]
    public void Class_RanksAboveInnocentText(string kind, string group, double least)
    {
        var innocent = Sample.Where(static row => !row.IsToxic).Select(row => row.ScoreOf(kind)).ToArray();
        var pairs = Sample.Where(row => row.IsToxic && row.Class.Split('.')[0] == group).SelectMany(row => innocent, (row, other) => Wins(row.ScoreOf(kind), other)).ToArray();

        Assert.True(pairs.Average() >= least, $"{pairs.Average():0.000}");
    }

    [Theory]
    [InlineData("counter")]
    [InlineData("report")]
    [InlineData("reclaimed")]
    [InlineData("negated")]
    [InlineData("neutral")]
    [InlineData("positive")]
    [InlineData("profane")]
    [InlineData("object")]
    [InlineData("homonym")]
    [InlineData("support")]
    [InlineData("ordinary")]
    public void InnocentText_AtBalanced_IsLetThroughByEveryHead(string group)
    {
        var rows = Sample.Where(row => row.Class == group).ToArray();
        var taken = rows.Where(static row => row.Scores.Any(static score => score.Value >= Balanced(score.Key))).ToArray();

        Assert.True(1 - (taken.Length / (double)rows.Length) >= 0.60, string.Join('\n', taken.Select(static row => row.Text)));
    }

    private static double Wins(float score, float other) => score > other ? 1 : score == other ? 0.5 : 0;

    private static double Balanced(string kind) => ShippedHeads.Set.Heads.Single(head => head.Kind == kind).Presets["balanced"];

    // The heads' own scores, of which a policy takes up the higher ones alone; views aside.
    private static IEnumerable<Row> Read()
    {
        var detector = ShippedHeads.Detectors[0];
        using var stream = typeof(ToxicityFunctionTests).Assembly.GetManifestResourceStream("toxicity-functions.jsonl")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            var text = row.RootElement.GetProperty("text").GetString()!;
            yield return new(
                row.RootElement.GetProperty("label").GetString() == "toxic",
                row.RootElement.GetProperty("class").GetString()!,
                text,
                DetectorProperties.Scan(detector, text).Where(static finding => finding.Kind.IsUnder("toxicity"))
                    .GroupBy(static finding => finding.Kind.Name).ToDictionary(static group => group.Key, static group => group.Max(static finding => finding.Score)));
        }
    }

    private sealed record Row(bool IsToxic, string Class, string Text, IReadOnlyDictionary<string, float> Scores)
    {
        public float ScoreOf(string kind) => Scores.GetValueOrDefault(kind);
    }
}
