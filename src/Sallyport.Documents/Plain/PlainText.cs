using System.Text;

namespace Sallyport.Documents.Plain;

/// <summary>Decodes texts strictly: UTF-8, with or without its mark, or UTF-16 with one. A guess at any other charset could be a wrong one.</summary>
internal static class PlainText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding LittleEndian = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding BigEndian = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    /// <summary>Whether a text begins with a mark of UTF-16.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    /// <summary>A text with lines that end in <c>\n</c>.</summary>
    /// <exception cref="DocumentFaultException">It isn't valid, or holds the character U+0000.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var text = bytes switch
            {
                [0xEF, 0xBB, 0xBF, ..] => Utf8.GetString(bytes[3..]),
                [0xFF, 0xFE, ..] => LittleEndian.GetString(bytes[2..]),
                [0xFE, 0xFF, ..] => BigEndian.GetString(bytes[2..]),
                _ => Utf8.GetString(bytes),
            };
            if (text.Contains('\0'))
            {
                throw new DocumentFaultException(DocumentFault.Binary);
            }

            return text.Contains('\r') ? text.ReplaceLineEndings("\n") : text;
        }
        catch (DecoderFallbackException)
        {
            throw new DocumentFaultException(DocumentFault.NotUnicode);
        }
    }
}
