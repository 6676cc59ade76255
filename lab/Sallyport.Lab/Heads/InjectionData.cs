using System.IO.Compression;
using System.Text.Json;

namespace Sallyport.Lab.Heads;

/// <summary>The data sets that both injection heads read.</summary>
internal static class InjectionData
{
    /// <summary>Rows of other sources quoted or disguised: they would show a held-out source's words.</summary>
    public static bool IsDerived(string source) => source is "quoted_attack" or "encoded";

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
