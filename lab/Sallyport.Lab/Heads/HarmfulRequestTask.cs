using System.IO.Compression;
using System.Text.Json;
using Sallyport.Lab.Composing;

namespace Sallyport.Lab.Heads;

/// <summary>Somebody asks for help with harm: a question of content, not an attack on the system. Who asks how to prevent it, what the law says or what a word means is negative.</summary>
internal sealed class HarmfulRequestTask : HeadTask
{
    private const int EnglishTexts = 60_000;
    private const int OtherTexts = 2_000;
    private const int OrdinaryTexts = 600;
    private const int LongestPrompt = 200;
    private const string Translated = "multijail";
    private const string Translations = "multijail translated";

    // What users type; documents aside.
    private static readonly HashSet<string> Ordinary =
        ["bfcl", "clinc150", "cyberseceval_benign", "fuzzyai_benign", "garak_benign", "gpteacher", "hinglish_own", "polyai", "prompts_chat", "prompts_chat_ui", "tau2", "xquad"];

    private static readonly Lazy<IReadOnlyList<Grammar>> Languages = new(() => Grammar.LoadAll("requests"));

    public override string Name => "harmful-request";

    public override string Kind => "harmful.request";

    public override double Prior => 0.05;

    // Only who asks for this head pays for it.
    public override double ReadAgain => 0.25;

    public override double? ComposedShare => 0.3;

    public override float CountPower => 0.5f;

    public override float Rate => 0.4f;

    public override float Ridge => 2e-4f;

    public override IEnumerable<Example> Read(string data) =>
        Harmful(data).Concat(InjectionData.Rows(data).Where(static row => !row.IsPositive && Ordinary.Contains(row.Source)));

    public override IEnumerable<Example> Compose(IReadOnlyList<Example> carriers, SeededRandom random)
    {
        var prompts = carriers.Where(static c => c.Text.Length < LongestPrompt).ToLookup(static c => c.Language);
        foreach (var grammar in Languages.Value)
        {
            var harmful = grammar.Rules.Where(static rule => rule.StartsWith("harmful.", StringComparison.Ordinal)).ToList();
            var twins = grammar.Rules.Where(static rule => rule.StartsWith("twin.", StringComparison.Ordinal)).ToList();
            var own = prompts[grammar.Language].ToArray();
            for (var i = 0; i < (grammar.Language == "en" ? EnglishTexts : OtherTexts); i++)
            {
                var rule = random.Pick(i % 2 == 0 ? harmful : twins);
                var said = Surface.Roughen(grammar.Compose(rule, random), random);
                var before = own.Length > 0 && random.Chance(0.1) ? random.Pick(own).Text + random.Pick([" ", "\n"]) : "";
                yield return new(before + said, i % 2 == 0, "composed " + rule, grammar.Language, rule) { Sign = (before.Length, said.Length) };
            }
        }

        // What people ask, in every language that a grammar has.
        foreach (var grammar in Grammars.Languages)
        {
            for (var i = 0; i < OrdinaryTexts; i++)
            {
                yield return new(Surface.Roughen(grammar.Compose("benign.ask", random), random), false, "composed ordinary", grammar.Language, "ordinary");
            }
        }
    }

    // AdvBench and HarmBench ask alike; translations stand with what was translated.
    public override int FoldOf(string source) => source switch
    {
        "advbench" or "harmbench_text" or "gpteacher" or "fuzzyai_benign" or "xquad" => 0,
        "cyberseceval_interpreter" or "cyberseceval_benign" or "bfcl" or "prompts_chat_ui" => 1,
        "do_not_answer" or "clinc150" or "garak_benign" or "tau2" or "hinglish_own" => 2,
        _ => 3,
    };

    // Of most of their languages they would be all that teaches beside composed texts, so that the language became the sign.
    public override bool Learns(string source) => source != Translations;

    // Descriptions of tools and turns that nobody has rated are left out.
    private static IEnumerable<Example> Harmful(string data)
    {
        using var stream = new GZipStream(File.OpenRead(Path.Combine(data, "harmful_requests.jsonl.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var row = json.RootElement;
            if (row.GetProperty("label").GetString() == "harmful" && row.GetProperty("kind").GetString() is "harmful_request" or "interpreter_abuse")
            {
                var (source, language) = (row.GetProperty("source").GetString()!, row.GetProperty("lang").GetString()!);
                yield return new(
                    row.GetProperty("text").GetString()!,
                    true,
                    source == Translated && language != "en" ? Translations : source,
                    language,
                    row.GetProperty("kind").GetString()!);
            }
        }
    }
}
