using System.IO.Compression;
using System.Text.Json;
using Sallyport.Lab.Composing;

namespace Sallyport.Lab.Heads;

/// <summary>The data sets that the heads for toxic text read.</summary>
internal static class ToxicityData
{
    /// <summary>See <see cref="HeadTask.CountPower"/>.</summary>
    public const float CountPower = 0.65f;

    /// <summary>See <see cref="HeadTask.ComposedShare"/>: a quarter cost a point of AUROC on social comments.</summary>
    public const double ComposedShare = 0.1;

    private const int EnglishTexts = 30_000;
    private const int OtherTexts = 2_400;
    private const int OrdinaryTexts = 600;
    private const int LongestCarrier = 200;
    private const string Folder = "toxicity";
    private const string OwnSource = "own";

    // Whole texts by people and models that nobody has called toxic: instructions, utterances, articles in many languages, documents.
    private static readonly HashSet<string> Ordinary =
        ["gpteacher", "clinc150", "polyai", "xquad", "prompts_chat", "prompts_chat_ui", "fuzzyai_benign", "sec_filings_text", "tau2", "hinglish_own", "doc_cheatsheetseries"];

    private static readonly Lazy<IReadOnlyList<Grammar>> Languages = new(static () => Grammar.LoadAll(Folder));

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

    /// <summary>Whether a source calls a text innocent where it is no hate, however rude it is: no lesson in what isn't abuse.</summary>
    public static bool IsRudeWithoutHate(string source) => source == "hate_forum";

    /// <summary>Whether a source teaches; see <see cref="HeadTask.Learns(string)"/>.</summary>
    public static bool Learns(string source) => source != OwnSource;

    /// <summary>The fold in which a source is held out.</summary>
    public static int FoldOf(string source) => source switch
    {
        "davidson" or "neutral_news" or "ordinary gpteacher" or "ordinary tau2" => 0,
        "wikipedia_talk" or "toxic_spans" or "ordinary clinc150" or "ordinary sec_filings_text" or "ordinary hinglish_own" => 1,
        "hate_forum" or "convabuse" or "ordinary polyai" or "ordinary prompts_chat_ui" => 2,
        "cold test" or "hatemoji_build" or "rtp_prompts" or "gpteacher_output" or "ordinary xquad" => 3,
        _ => 4,
    };

    /// <summary>Own texts of a class that no public source has: judged on, never learnt from.</summary>
    /// <param name="name">The class.</param>
    public static IEnumerable<Example> OwnRows(string name) =>
        File.ReadLines(Path.Combine(Grammar.Folder, Folder, "judged.tsv"))
            .Select(static line => line.Split('\t'))
            .Where(row => row[0] == name)
            .Select(row => new Example(row[2], true, OwnSource, row[1], name));

    /// <summary>Abuse of each class and its innocent twins, composed; some with an ordinary sentence before or after.</summary>
    /// <param name="carriers">Ordinary texts.</param>
    /// <param name="random">Draws that a seed determines.</param>
    /// <param name="isPositive">Whether texts of a rule are what a head should find; null leaves them out.</param>
    public static IEnumerable<Example> Compose(IReadOnlyList<Example> carriers, SeededRandom random, Func<string, bool?> isPositive)
    {
        var prompts = carriers.Where(static c => c.Text.Length is > 10 and < LongestCarrier && c.Source.StartsWith("ordinary ", StringComparison.Ordinal)).ToLookup(static c => c.Language);
        foreach (var grammar in Languages.Value)
        {
            var rules = grammar.Rules.Where(static rule => rule.StartsWith("toxic.", StringComparison.Ordinal) || rule.StartsWith("twin.", StringComparison.Ordinal)).ToList();
            var toxic = rules.Where(rule => isPositive(rule) is true).ToList();
            var harmless = rules.Where(rule => isPositive(rule) is false).ToList();
            if (toxic.Count == 0)
            {
                continue;
            }

            var own = prompts[grammar.Language].ToArray();
            for (var i = 0; i < (grammar.Language == "en" ? EnglishTexts : OtherTexts); i++)
            {
                var rule = random.Pick(i % 2 == 0 ? toxic : harmless);
                var said = Surface.Roughen(grammar.Compose(rule, random), random);
                var (before, after) = own.Length == 0 ? ("", "") : random.Next(12) switch
                {
                    0 => (random.Pick(own).Text + random.Pick([" ", "\n"]), ""),
                    1 => ("", random.Pick([" ", "\n"]) + random.Pick(own).Text),
                    _ => ("", ""),
                };
                yield return new(before + said + after, i % 2 == 0, "composed " + rule, grammar.Language, rule) { Sign = (before.Length, said.Length) };
            }
        }

        // What people ask and tell one another, in every language that a grammar has, so that a language without ordinary prose in the data is no sign.
        foreach (var grammar in Grammars.Languages)
        {
            var rules = grammar.Rules.Where(static rule => rule == "benign.ask" || rule.StartsWith("data.people", StringComparison.Ordinal)).ToList();
            for (var i = 0; i < OrdinaryTexts; i++)
            {
                var text = string.Join(' ', Enumerable.Range(0, 1 + random.Next(5)).Select(_ => grammar.Compose(random.Pick(rules), random)));
                yield return new(Surface.Roughen(text, random), false, "composed ordinary", grammar.Language, "ordinary");
            }
        }
    }

    /// <summary>Whether a rule of the grammars composes a class, under one name or several.</summary>
    public static bool IsOf(string rule, string name) =>
        rule.StartsWith("toxic." + name, StringComparison.Ordinal) && (rule.Length == name.Length + 6 || rule[name.Length + 6] == '.');
}
