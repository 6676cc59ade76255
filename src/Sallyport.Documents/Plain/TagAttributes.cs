using System.Buffers;
using System.Net;

namespace Sallyport.Documents.Plain;

/// <summary>Reads the inside of a tag as a browser does: what stands in quotes is a value, whatever it looks like.</summary>
internal static class TagAttributes
{
    private const string Space = " \t\r\n\f/";

    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\r\n\f/=>");
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\r\n\f>");

    /// <summary>Where a tag ends: its first <c>&gt;</c> outside of quotes; of one whose quotes don't end, its first one. -1 for none.</summary>
    /// <param name="tag">From its <c>&lt;</c> on.</param>
    public static int EndOf(ReadOnlySpan<char> tag)
    {
        var quote = '\0';
        for (var at = 0; at < tag.Length; at++)
        {
            if (quote != '\0')
            {
                quote = tag[at] == quote ? '\0' : quote;
            }
            else if (tag[at] == '>')
            {
                return at;
            }
            else if (tag[at] is '"' or '\'' && tag[..at].TrimEnd(" \t").EndsWith("="))
            {
                quote = tag[at];
            }
        }

        return tag.IndexOf('>');
    }

    /// <summary>The attributes by name, in lower case; of two with one name the first.</summary>
    /// <param name="text">What follows the element's name.</param>
    public static Dictionary<string, string> Read(ReadOnlySpan<char> text)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (text = text.TrimStart(Space); !text.IsEmpty && text[0] != '>'; text = text.TrimStart(Space))
        {
            // A browser takes "=" at a name's beginning for its first letter.
            var end = text[1..].IndexOfAny(NameEnds);
            var name = end < 0 ? text : text[..(end + 1)];
            var rest = text[name.Length..].TrimStart(" \t\r\n\f");
            var value = ReadOnlySpan<char>.Empty;
            if (rest is ['=', ..])
            {
                rest = rest[1..].TrimStart(" \t\r\n\f");
                var isQuoted = rest is ['"' or '\'', ..];
                var close = isQuoted ? rest[1..].IndexOf(rest[0]) : rest.IndexOfAny(ValueEnds);
                value = isQuoted ? (close < 0 ? rest[1..] : rest.Slice(1, close)) : close < 0 ? rest : rest[..close];
                rest = rest[Math.Min(rest.Length, value.Length + (isQuoted ? 2 : 0))..];
            }

            attributes.TryAdd(name.ToString().ToLowerInvariant(), WebUtility.HtmlDecode(value.ToString()));
            text = rest;
        }

        return attributes;
    }
}
