using Sallyport.Retrieval.Reading;

namespace Sallyport.Documents;

/// <summary>
/// Tells a document's format from its name and its first bytes together. The name chooses among the formats; the content has to fit. A file whose first bytes are those of another format is
/// refused, since two readers that differ about a file differ about its text.
/// </summary>
internal static class FormatTelling
{
    /// <summary>How many first bytes are looked at. Readers of PDF look for its mark in the first 1,024 bytes (ISO 32000-1, annex H, note 13).</summary>
    public const int HeadLength = 1024;

    // First bytes of what is often named as text: PDF, ZIP, OLE (old Office), gzip, 7z, RAR, ELF, Windows programs, PNG, JPEG, GIF, WebP and others in RIFF, Class files, SQLite, RTF.
    private static readonly byte[][] Marks =
    [
        "%PDF-"u8.ToArray(), "PK\u0003\u0004"u8.ToArray(), "PK\u0005\u0006"u8.ToArray(), [0xD0, 0xCF, 0x11, 0xE0], [0x1F, 0x8B], "7z"u8.ToArray().Concat<byte>([0xBC, 0xAF]).ToArray(), "Rar!"u8.ToArray(),
        [0x7F, .. "ELF"u8], "MZ\u0090"u8.ToArray(), [0x89, .. "PNG"u8], [0xFF, 0xD8, 0xFF], "GIF8"u8.ToArray(), "RIFF"u8.ToArray(), [0xCA, 0xFE, 0xBA, 0xBE], "SQLite format 3"u8.ToArray(), @"{\rtf"u8.ToArray(),
    ];

    /// <summary>The format, or why there is none.</summary>
    /// <param name="fileName">The name it was uploaded under.</param>
    /// <param name="head">The first <see cref="HeadLength"/> bytes, or all.</param>
    public static (DocumentFormat Format, DocumentFault? Fault) Tell(string fileName, ReadOnlySpan<byte> head)
    {
        switch (Path.GetExtension(fileName).ToUpperInvariant())
        {
            case ".PDF":
                return (DocumentFormat.Pdf, head.IndexOf("%PDF-"u8) >= 0 && !StartsWithMark(head, except: 0) ? null : DocumentFault.NameAndContentDiffer);
            case ".DOCX":
                return (DocumentFormat.Docx, head.StartsWith(Marks[1]) ? null : head.StartsWith(Marks[3]) ? DocumentFault.OldWord : DocumentFault.NameAndContentDiffer);
            case ".TXT" or ".TEXT":
                return OfText(DocumentFormat.Text, head);
            case ".MD" or ".MARKDOWN":
                return OfText(DocumentFormat.Markdown, head);
            case ".HTML" or ".HTM":
                return OfText(DocumentFormat.Html, head);
            case ".JSON":
                return OfText(DocumentFormat.Json, head);
            case ".CSV":
                return OfText(DocumentFormat.Csv, head);
            default:
                return (default, DocumentFault.UnknownFormat);
        }
    }

    private static (DocumentFormat Format, DocumentFault? Fault) OfText(DocumentFormat format, ReadOnlySpan<byte> head) =>
        (format, StartsWithMark(head, except: -1) ? DocumentFault.NameAndContentDiffer : null);

    private static bool StartsWithMark(ReadOnlySpan<byte> head, int except)
    {
        for (var i = 0; i < Marks.Length; i++)
        {
            if (i != except && head.StartsWith(Marks[i]))
            {
                return true;
            }
        }

        return false;
    }
}
