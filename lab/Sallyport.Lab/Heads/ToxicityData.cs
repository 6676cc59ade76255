using System.IO.Compression;
using System.Text.Json;
using Sallyport.Lab.Composing;

namespace Sallyport.Lab.Heads;

/// <summary>The data sets that the heads for toxic text read.</summary>
internal static class ToxicityData
{
    private const int ComposedTexts = 12_000;

    // Whole texts by people and models that nobody has called toxic: instructions, utterances, articles in many languages, documents.
    private static readonly HashSet<string> Ordinary =
        ["gpteacher", "clinc150", "polyai", "xquad", "prompts_chat", "prompts_chat_ui", "fuzzyai_benign", "sec_filings_text", "tau2", "hinglish_own", "doc_cheatsheetseries"];

    private static readonly Lazy<Grammar> English = new(() => Grammar.Load("toxicity/en"));

    /// <summary>The rows of <c>toxicity.jsonl.gz</c>.</summary>
    public static IEnumerable<Example> Rows(string data)
    {
        using var stream = new GZipStream(File.OpenRead(Path.Combine(data, "toxicity.jsonl.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            var root = row.RootElement;
            yield return new(
                root.GetProperty("text").GetString()!,
                root.GetProperty("label").GetString() == "toxic",
                SourceOf(root),
                root.GetProperty("lang").GetString()!,
                root.GetProperty("kind").GetString()!);
        }
    }

    // The labels of its train and dev parts are partly a machine's, those of its test part are people's: the only measure of Chinese.
    private static string SourceOf(JsonElement row) =>
        row.GetProperty("source").GetString() is "cold" && row.GetProperty("split").GetString() == "test" ? "cold test" : row.GetProperty("source").GetString()!;

    /// <summary>Ordinary text of the other data sets, none of it toxic.</summary>
    public static IEnumerable<Example> OrdinaryRows(string data) =>
        InjectionData.Rows(data).Where(row => !row.IsPositive && Ordinary.Contains(row.Source)).Select(row => row with { Source = "ordinary " + row.Source });

    /// <summary>Whether a source is judged; see <see cref="HeadTask.IsJudged"/>.</summary>
    public static bool IsJudged(string source) => source != "cold";

    /// <summary>The fold in which a source is held out.</summary>
    public static int FoldOf(string source) => source switch
    {
        "davidson" or "neutral_news" or "ordinary gpteacher" or "ordinary tau2" => 0,
        "wikipedia_talk" or "toxic_spans" or "ordinary clinc150" or "ordinary sec_filings_text" or "ordinary hinglish_own" => 1,
        "hate_forum" or "convabuse" or "ordinary polyai" or "ordinary prompts_chat_ui" => 2,
        "cold test" or "hatemoji_build" or "rtp_prompts" or "gpteacher_output" or "ordinary xquad" => 3,
        _ => 4,
    };

    /// <summary>Abuse of each class and its innocent twins, composed.</summary>
    /// <param name="random">Draws that a seed determines.</param>
    /// <param name="isPositive">Whether texts of a rule are what a head should find; null leaves them out.</param>
    public static IEnumerable<Example> Compose(SeededRandom random, Func<string, bool?> isPositive)
    {
        var grammar = English.Value;
        var rules = grammar.Rules.Where(rule => rule.StartsWith("toxic.", StringComparison.Ordinal) || rule.StartsWith("twin.", StringComparison.Ordinal)).ToList();
        var toxic = rules.Where(rule => isPositive(rule) is true).ToList();
        var harmless = rules.Where(rule => isPositive(rule) is false).ToList();
        for (var i = 0; i < ComposedTexts; i++)
        {
            var rule = random.Pick(i % 2 == 0 ? toxic : harmless);
            yield return new(Surface.Roughen(grammar.Compose(rule, random), random), i % 2 == 0, "composed " + rule, "en", rule);
        }
    }
}
