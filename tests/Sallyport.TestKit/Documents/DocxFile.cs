using System.IO.Compression;
using System.Text;

namespace Sallyport.TestKit.Documents;

/// <summary>Writes tiny Word documents.</summary>
public static class DocxFile
{
    public const string Namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Main = "word/document.xml";

    /// <summary>A document of this body, with parts of these kinds (<c>styles</c>, <c>comments</c>, <c>footnotes</c>, <c>header</c>).</summary>
    public static byte[] Of(string body, params (string Kind, string Content)[] parts)
    {
        var relations = string.Concat(parts.Select((part, i) => $"<Relationship Id=\"r{i}\" Type=\"{Office}/{part.Kind}\" Target=\"{part.Kind}.xml\"/>"));
        return Zip(
            [
                ("_rels/.rels", Relations($"<Relationship Id=\"r\" Type=\"{Office}/officeDocument\" Target=\"{Main}\"/>")),
                ("word/_rels/document.xml.rels", Relations(relations)),
                (Main, Root("document", $"<w:body>{body}</w:body>")),
                .. parts.Select(static part => ($"word/{part.Kind}.xml", part.Content)),
            ]);
    }

    public static string Root(string name, string content) => $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:{name} xmlns:w=\"{Namespace}\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\">{content}</w:{name}>";

    public static string Paragraph(string text, string run = "", string paragraph = "") => $"<w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>";

    public static string Relations(string content) => $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{content}</Relationships>";

    public static byte[] Zip(params (string Name, string Content)[] entries)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return file.ToArray();
    }
}
