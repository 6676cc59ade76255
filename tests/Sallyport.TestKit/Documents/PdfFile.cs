using System.Text;

namespace Sallyport.TestKit.Documents;

/// <summary>Writes tiny PDF files: objects one after the other, with the table of where they stand.</summary>
public sealed class PdfFile
{
    private readonly List<string> _objects = [];

    public string Trailer { get; init; } = "";

    /// <summary>Object 1 is the catalog, 2 the page tree, 3 a font; each page is two objects from 4 on.</summary>
    public static byte[] OfPages(params string[] contents)
    {
        var file = new PdfFile();
        file.Add("<< /Type /Catalog /Pages 2 0 R >>");
        file.Add($"<< /Type /Pages /Count {contents.Length} /Kids [{string.Concat(contents.Select(static (_, i) => $"{4 + (2 * i)} 0 R "))}] >>");
        file.Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        foreach (var content in contents)
        {
            file.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {file._objects.Count + 2} 0 R >>");
            file.Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        return file.ToArray();
    }

    /// <summary>A line of text at a place, in a size, with graphics operators before it.</summary>
    public static string Line(string text, int x = 72, int y = 700, int size = 12, string operators = "") => $"BT /F1 {size} Tf {operators} 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n";

    public int Add(string body)
    {
        _objects.Add(body);
        return _objects.Count;
    }

    public byte[] ToArray()
    {
        var text = new StringBuilder("%PDF-1.7\n");
        var offsets = new List<int>();
        for (var i = 0; i < _objects.Count; i++)
        {
            offsets.Add(text.Length);
            text.Append(null, $"{i + 1} 0 obj\n{_objects[i]}\nendobj\n");
        }

        var table = text.Length;
        text.Append(null, $"xref\n0 {_objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            text.Append(null, $"{offset:0000000000} 00000 n \n");
        }

        text.Append(null, $"trailer\n<< /Size {_objects.Count + 1} /Root 1 0 R {Trailer} >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
