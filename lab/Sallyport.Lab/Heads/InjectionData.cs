using System.IO.Compression;
using System.Text.Json;

namespace Sallyport.Lab.Heads;

/// <summary>The data sets that both injection heads read.</summary>
internal static class InjectionData
{
    /// <summary>At which share of attacks among texts that come from outside the probabilities hold.</summary>
    public const double Prior = 0.1;

    /// <summary>
    /// Sources that teach nothing: rows of other sources quoted or disguised, which would show a held-out source's words, and machine translations of
    /// attacks, which for some languages would be all there is, so that the language became the sign.
    /// </summary>
    public static bool IsOnlyJudged(string source) => source is "quoted_attack" or "encoded" or "cyberseceval_pi_mt";

    /// <summary>The rows of <c>injection.jsonl.gz</c>, with the kind that the set gives them.</summary>
    public static IEnumerable<Example> Rows(string data)
    {
        foreach (var row in Lines(Path.Combine(data, "injection.jsonl.gz")))
        {
            yield return new(
                row.GetProperty("text").GetString()!,
                row.GetProperty("label").GetString() == "attack",
                row.GetProperty("source").GetString()!,
                row.GetProperty("lang").GetString()!,
                row.GetProperty("kind").GetString()!);
        }
    }

    /// <summary>What users ask for, attacks aside: in data, the same words are orders that nobody there may give.</summary>
    public static IReadOnlyList<string> Requests(string data) =>
    [
        .. Rows(data)
            .Where(e => !e.IsPositive && e.Text.Length is > 12 and < 250 && e.Source is "gpteacher" or "clinc150" or "fuzzyai_benign" or "bfcl"
                && e.Kind is "user_prompt" or "code_request" or "roleplay_prompt" or "tool_prompt" or "tool_request")
            .Select(e => e.Text),
    ];

    /// <summary>Single tool results of recorded agent runs.</summary>
    public static IEnumerable<Example> ToolResults(string data)
    {
        foreach (var row in Lines(Path.Combine(data, "traces", "agentdojo_tool_results_dev.jsonl.gz")))
        {
            yield return new(row.GetProperty("text").GetString()!, row.GetProperty("label").GetInt32() == 1, "agentdojo", "en", row.GetProperty("suite").GetString()!);
        }
    }

    private static IEnumerable<JsonElement> Lines(string file)
    {
        using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            yield return row.RootElement;
        }
    }
}
