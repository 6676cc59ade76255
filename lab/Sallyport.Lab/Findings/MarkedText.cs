using System.IO.Compression;
using System.Text.Json;
using Sallyport.Text;

namespace Sallyport.Lab.Findings;

/// <summary>A text of a data set whose findings people have marked.</summary>
/// <param name="Text">The text.</param>
/// <param name="Marks">What is marked, by the names of the data set. Spans are UTF-16 code units.</param>
/// <param name="Label">What the source says of the whole text.</param>
/// <param name="Source">The source.</param>
/// <param name="Kind">The source's own kind of text; for credentials, whose they are.</param>
internal sealed record MarkedText(string Text, IReadOnlyList<(string Type, TextSpan Span)> Marks, string Label, string Source, string Kind)
{
    /// <summary>Reads a gzipped JSON Lines data set, whose spans count Unicode code points.</summary>
    public static IEnumerable<MarkedText> Read(string file)
    {
        using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            var root = row.RootElement;
            var text = root.GetProperty("text").GetString()!;
            List<(string, TextSpan)> marks = [];
            if (root.TryGetProperty("spans", out var spans))
            {
                foreach (var span in spans.EnumerateArray())
                {
                    marks.Add((span.GetProperty("type").GetString()!, new(Place(text, span.GetProperty("start").GetInt32()), Place(text, span.GetProperty("end").GetInt32()))));
                }
            }

            yield return new(text, marks, root.GetProperty("label").GetString()!, root.GetProperty("source").GetString()!, root.GetProperty("kind").GetString()!);
        }
    }

    private static int Place(string text, int codePoints)
    {
        var at = 0;
        while (codePoints-- > 0)
        {
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        }

        return at;
    }
}
