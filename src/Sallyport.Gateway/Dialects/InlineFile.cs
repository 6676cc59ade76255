using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Reads files that come inside a request: text becomes a segment, anything else is uninspectable. A file counts as text only where its media
/// type says so and its bytes are text in its charset: UTF-8, which ASCII and no charset are read as, or Latin-1. A drawing in XML is both a text
/// and a picture.
/// </summary>
internal static class InlineFile
{
    private const string Scheme = "data:";
    private const string Base64Mark = "base64";
    private const string DefaultType = "text/plain";
    private const string UrlWhiteSpace = " \t\r\n\f\0";

    /// <summary>Reads a string that may be a data URL (RFC 2397, with the leniency that browsers have: https://fetch.spec.whatwg.org/#data-urls).</summary>
    public static void Read(RequestBuilder builder, JsonNode node, Form form)
    {
        if (!node.IsString)
        {
            builder.Unknown(node);
            return;
        }

        var text = node.Text();
        if (!IsDataUrl(text))
        {
            // An address is a text too: it can carry data out.
            builder.Uninspectable(node, form);
            builder.Unknown(node);
            return;
        }

        var url = text.AsSpan(text.IndexOf(':', StringComparison.Ordinal) + 1);
        var comma = url.IndexOf(',');
        if (comma < 0)
        {
            builder.Uninspectable(node, form);
            return;
        }

        var head = url[..comma].Trim();
        var isBase64 = IsBase64(head, out var mediaType);
        if (TypeOf(mediaType) is "")
        {
            ReadContent(builder, node, url[(comma + 1)..], isBase64, isUrl: true, string.Concat(DefaultType, mediaType), form);
        }
        else
        {
            ReadContent(builder, node, url[(comma + 1)..], isBase64, isUrl: true, mediaType, form);
        }
    }

    /// <summary>Reads a string of base64 under a media type.</summary>
    public static void Read(RequestBuilder builder, JsonNode node, JsonNode mediaType, Form form)
    {
        if (!node.IsString)
        {
            builder.Unknown(node);
        }
        else if (mediaType.IsString)
        {
            ReadContent(builder, node, node.Text(), isBase64: true, isUrl: false, mediaType.Text(), form);
        }
        else
        {
            builder.Uninspectable(node, form);
        }
    }

    private static void ReadContent(
        RequestBuilder builder, JsonNode node, ReadOnlySpan<char> content, bool isBase64, bool isUrl, ReadOnlySpan<char> mediaType, Form form)
    {
        if (!IsText(TypeOf(mediaType)) || Decode(content, isBase64, isUrl, mediaType) is not { } text)
        {
            builder.Uninspectable(node, form);
            return;
        }

        if (IsPicture(mediaType))
        {
            // What it draws, no detector sees.
            builder.Uninspectable(node, form);
        }

        builder.Decoded(node, text, Origin.File);
    }

    // Browsers skip white space before the scheme and line breaks within it.
    private static bool IsDataUrl(string text)
    {
        var at = 0;
        foreach (var letter in text)
        {
            if (letter <= ' ' && (at == 0 || letter is '\t' or '\r' or '\n'))
            {
                continue;
            }

            if (char.ToLowerInvariant(letter) != Scheme[at])
            {
                return false;
            }

            if (++at == Scheme.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBase64(ReadOnlySpan<char> head, out ReadOnlySpan<char> mediaType)
    {
        mediaType = head;
        var semicolon = head.LastIndexOf(';');
        if (semicolon < 0 || !head[(semicolon + 1)..].Trim().Equals(Base64Mark, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        mediaType = head[..semicolon];
        return true;
    }

    private static string? Decode(ReadOnlySpan<char> content, bool isBase64, bool isUrl, ReadOnlySpan<char> mediaType)
    {
        if (CharsetOf(mediaType) is not { } charset)
        {
            return null;
        }

        byte[] bytes;
        if (isBase64)
        {
            var base64 = isUrl && content.Contains('%') ? Encoding.Latin1.GetString(PercentDecoded(content)) : content;
            bytes = new byte[(base64.Length / 4 * 3) + 3];
            if (!TryFromBase64(base64, bytes, out var length))
            {
                return null;
            }

            bytes = bytes[..length];
        }
        else
        {
            bytes = PercentDecoded(content);
        }

        return charset.Equals(Encoding.Latin1) ? Encoding.Latin1.GetString(bytes) : Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }

    // Decoders forgive padding that is left out, and either alphabet.
    private static bool TryFromBase64(ReadOnlySpan<char> base64, Span<byte> bytes, out int length)
    {
        if (Convert.TryFromBase64Chars(base64, bytes, out length))
        {
            return true;
        }

        var plain = new StringBuilder(base64.Length + 3);
        foreach (var letter in base64)
        {
            if (!UrlWhiteSpace.Contains(letter, StringComparison.Ordinal))
            {
                plain.Append(letter switch { '-' => '+', '_' => '/', _ => letter });
            }
        }

        plain.Append('=', (4 - (plain.Length % 4)) % 4);
        return Convert.TryFromBase64Chars(plain.ToString(), bytes, out length);
    }

    private static byte[] PercentDecoded(ReadOnlySpan<char> text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.ToArray());
        var length = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            var value = bytes[at];
            if (value == '%' && at + 2 < bytes.Length && Utf8Parser.TryParse(bytes.AsSpan(at + 1, 2), out byte escaped, out var digits, 'x') && digits == 2)
            {
                value = escaped;
                at += 2;
            }

            bytes[length++] = value;
        }

        return bytes[..length];
    }

    private static ReadOnlySpan<char> TypeOf(ReadOnlySpan<char> mediaType)
    {
        var end = mediaType.IndexOf(';');
        return (end < 0 ? mediaType : mediaType[..end]).Trim();
    }

    private static bool IsPicture(ReadOnlySpan<char> mediaType) => mediaType.TrimStart().StartsWith("image/", StringComparison.OrdinalIgnoreCase);

    private static bool IsText(ReadOnlySpan<char> type)
    {
        Span<char> lower = stackalloc char[Math.Min(type.Length, 64)];
        type[..lower.Length].ToLowerInvariant(lower);
        ReadOnlySpan<char> name = lower;
        return name.StartsWith("text/", StringComparison.Ordinal)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+yaml", StringComparison.OrdinalIgnoreCase)
            || name is "application/json" or "application/xml" or "application/yaml" or "application/x-yaml" or "application/toml" or "application/sql"
                or "application/x-ndjson" or "application/jsonl" or "application/javascript" or "application/x-javascript" or "application/ecmascript"
                or "application/x-sh" or "application/graphql" or "application/x-www-form-urlencoded";
    }

    // Null where it is another, or where two are named and a reader may go by either.
    private static Encoding? CharsetOf(ReadOnlySpan<char> mediaType)
    {
        Encoding? charset = null;
        foreach (var range in mediaType.Split(';'))
        {
            var parameter = mediaType[range].Trim();
            if (!parameter.StartsWith("charset", StringComparison.OrdinalIgnoreCase) || parameter[7..].TrimStart() is not ['=', .. var value])
            {
                continue;
            }

            var known = value.Trim().Trim('"').ToString().ToUpperInvariant() switch
            {
                "UTF-8" or "UTF8" or "US-ASCII" or "ASCII" => Encoding.UTF8,
                "ISO-8859-1" or "LATIN1" => Encoding.Latin1,
                _ => null,
            };
            if (known is null || (charset is not null && !charset.Equals(known)))
            {
                return null;
            }

            charset = known;
        }

        return charset ?? Encoding.UTF8;
    }
}
