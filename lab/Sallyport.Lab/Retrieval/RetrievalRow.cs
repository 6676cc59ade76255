using System.IO.Compression;
using System.Text.Json;

namespace Sallyport.Lab.Retrieval;

/// <summary>A document or a question of a retrieval set.</summary>
internal sealed record RetrievalRow(string Id, string Title, string Text, string Language)
{
    /// <summary>What is searched: the title stands before the text.</summary>
    public string Whole => Title.Length > 0 ? $"{Title}\n{Text}" : Text;

    public static IEnumerable<RetrievalRow> Read(string file)
    {
        foreach (var root in ReadLines(file))
        {
            yield return new(root.GetProperty("_id").GetString()!, TextOf(root, "title") ?? string.Empty, root.GetProperty("text").GetString()!, TextOf(root, "lang") ?? "en");
        }
    }

    /// <summary>The rows of a gzipped JSON Lines file.</summary>
    public static IEnumerable<JsonElement> ReadLines(string file)
    {
        using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return JsonElement.Parse(line);
        }
    }

    private static string? TextOf(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
