using System.Globalization;
using System.Text;

namespace Sallyport.Documents.Styling;

/// <summary>Reads what CSS lets stand for something else, as a browser does: comments, and characters by their number.</summary>
internal static class CssText
{
    // CSS Syntax Module Level 3, 4.3.7.
    private const int LongestEscape = 6;

    /// <summary>The text without its comments; one that isn't closed goes to the end.</summary>
    public static string WithoutComments(string text)
    {
        if (!text.Contains("/*", StringComparison.Ordinal))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf("/*", at, StringComparison.Ordinal);
            kept.Append(text, at, (open < 0 ? text.Length : open) - at);
            if (open < 0)
            {
                break;
            }

            var close = text.IndexOf("*/", open + 2, StringComparison.Ordinal);
            at = close < 0 ? text.Length : close + 2;
        }

        return kept.ToString();
    }

    /// <summary>The text with the characters that are written as <c>\69 </c> or <c>\i</c>.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var read = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                read.Append(text[at]);
                continue;
            }

            var digits = at + 1;
            while (digits < text.Length && digits <= at + LongestEscape && char.IsAsciiHexDigit(text[digits]))
            {
                digits++;
            }

            if (digits == at + 1)
            {
                // The character itself follows.
                continue;
            }

            var number = int.Parse(text.AsSpan(at + 1, digits - at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            read.Append(Rune.IsValid(number) ? new Rune(number).ToString() : "\uFFFD");
            at = digits < text.Length && char.IsWhiteSpace(text[digits]) ? digits : digits - 1;
        }

        return read.ToString();
    }
}
