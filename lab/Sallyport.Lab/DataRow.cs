using System.IO.Compression;
using System.Text.Json;

namespace Sallyport.Lab;

/// <summary>A row of a gzipped JSON Lines data set.</summary>
internal sealed record DataRow(string Text, string Label, string Source, string Language, string? Encoding)
{
    public static IEnumerable<DataRow> Read(string file)
    {
        using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            var root = row.RootElement;
            var encoding = root.TryGetProperty("meta", out var meta) && meta.TryGetProperty("encoding", out var name) ? name.GetString() : null;
            yield return new(
                root.GetProperty("text").GetString()!,
                root.GetProperty("label").GetString()!,
                root.GetProperty("source").GetString()!,
                root.TryGetProperty("lang", out var language) ? language.GetString()! : "und",
                encoding);
        }
    }
}
