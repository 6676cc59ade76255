using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Reads files that come inside a request: text in base64 becomes a segment, anything else is uninspectable. A file counts as text only
/// where its media type says so, its charset is none or UTF-8, and its bytes are.
/// </summary>
internal static class InlineFile
{
    private const int MaxHead = 256;

    /// <summary>Reads a string that may be a data URL (RFC 2397).</summary>
    public static void Read(RequestBuilder builder, JsonNode node, Form form)
    {
        if (!node.IsString)
        {
            builder.Unknown(node);
            return;
        }

        var text = node.Text();
        if (!text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            // An address is a text too: it can carry data out.
            builder.Uninspectable(node, form);
            builder.Unknown(node);
            return;
        }

        var comma = text.AsSpan(0, Math.Min(text.Length, MaxHead)).IndexOf(',');
        var head = comma < 0 ? [] : text.AsSpan(5, comma - 5);
        if (IsText(head) && head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            ReadBase64(builder, node, text.AsSpan(comma + 1), form);
        }
        else
        {
            builder.Uninspectable(node, form);
        }
    }

    /// <summary>Reads a string of base64 under a media type.</summary>
    public static void Read(RequestBuilder builder, JsonNode node, JsonNode mediaType, Form form)
    {
        Span<char> scratch = stackalloc char[MaxHead];
        if (node.IsString && IsText(mediaType.Short(scratch)))
        {
            ReadBase64(builder, node, node.Text(), form);
        }
        else if (node.IsString)
        {
            builder.Uninspectable(node, form);
        }
        else
        {
            builder.Unknown(node);
        }
    }

    private static void ReadBase64(RequestBuilder builder, JsonNode node, ReadOnlySpan<char> base64, Form form)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(base64.Length) + 3);
        try
        {
            if (Convert.TryFromBase64Chars(base64, bytes, out var length) && Utf8.IsValid(bytes.AsSpan(0, length)))
            {
                builder.Decoded(node, Encoding.UTF8.GetString(bytes, 0, length), Origin.File);
            }
            else
            {
                builder.Uninspectable(node, form);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool IsText(ReadOnlySpan<char> mediaType)
    {
        var end = mediaType.IndexOf(';');
        var parameters = end < 0 ? [] : mediaType[end..];
        var type = (end < 0 ? mediaType : mediaType[..end]).Trim();
        var isText = type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/xml", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/yaml", StringComparison.OrdinalIgnoreCase);
        var charset = parameters.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        return isText && (charset < 0 || parameters[(charset + 8)..].StartsWith("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
