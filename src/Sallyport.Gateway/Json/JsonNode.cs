using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Sallyport.Gateway.Json;

/// <summary>A node of a mapped document. Valid as long as its map's reading.</summary>
/// <param name="Map">The map.</param>
/// <param name="Index">The node's row.</param>
internal readonly record struct JsonNode(JsonMap Map, int Index)
{
    private const int LongNumber = 8;
    private const int LongestEscape = 6;

    /// <summary>What it is; <see cref="JsonKind.None"/> for a default node.</summary>
    public JsonKind Kind => Map is null ? JsonKind.None : Map.Row(Index).Kind;

    /// <summary>The token's bytes, from its first to its last, quotes and brackets included.</summary>
    public ByteRange Range => new(Map.Row(Index).Start, Map.Row(Index).End);

    /// <summary>The token itself.</summary>
    public ReadOnlySpan<byte> Bytes => Range.In(Map.Document.Span);

    /// <summary>Properties of an object, items of an array; 0 for anything else.</summary>
    public int Count => Map is null ? 0 : Map.Row(Index).Count;

    /// <summary>The object or array around it; a default node at the root.</summary>
    public JsonNode Parent => Map.Row(Index).Parent is var parent and >= 0 ? new JsonNode(Map, parent) : default;

    /// <summary>The row after its subtree.</summary>
    public int After => Map.Row(Index).After;

    /// <summary>Whether it is an object.</summary>
    public bool IsObject => Kind is JsonKind.Object;

    /// <summary>Whether it is an array.</summary>
    public bool IsArray => Kind is JsonKind.Array;

    /// <summary>Whether it is a string.</summary>
    public bool IsString => Kind is JsonKind.String;

    /// <summary>Whether it is a number of so many characters that it could be somebody's: a telephone's, a card's, a registered secret.</summary>
    public bool IsLongNumber => Kind is JsonKind.Number && Range.Length >= LongNumber;

    /// <summary>Whether it is missing or <c>null</c>.</summary>
    public bool IsNothing => Kind is JsonKind.None or JsonKind.Null;

    /// <summary>What stands between the quotes of a string or name.</summary>
    public ReadOnlySpan<byte> Content => Bytes[1..^1];

    /// <summary>The properties, in document order; none unless this is an object.</summary>
    public JsonProperties Properties => new(this);

    /// <summary>The items, in document order; none unless this is an array.</summary>
    public JsonItems Items => new(this);

    /// <summary>The value of a property, or a default node where there is none.</summary>
    public JsonNode this[ReadOnlySpan<byte> name]
    {
        get
        {
            foreach (var property in Properties)
            {
                if (property.IsNamed(name))
                {
                    return property.Value;
                }
            }

            return default;
        }
    }

    /// <summary>Decodes a string or name into the span, which needs as many code units as <see cref="Content"/> has bytes.</summary>
    public int Unescape(Span<char> to) => JsonText.Unescape(Content, to);

    /// <summary>The decoded string or name.</summary>
    public string Text() => JsonText.Decode(Bytes);

    /// <summary>Whether this is a string or name of exactly this text.</summary>
    public bool Is(ReadOnlySpan<byte> text)
    {
        if (Kind is not (JsonKind.String or JsonKind.Name))
        {
            return false;
        }

        if (!Map.Row(Index).IsEscaped)
        {
            return Content.SequenceEqual(text);
        }

        return string.Equals(Text(), Encoding.UTF8.GetString(text), StringComparison.Ordinal);
    }

    /// <summary>Decodes a short string or name; empty where it does not fit, or where this is neither.</summary>
    public ReadOnlySpan<char> Short(Span<char> scratch)
    {
        if (Kind is not (JsonKind.String or JsonKind.Name))
        {
            return default;
        }

        if (Map.Row(Index).IsEscaped)
        {
            return Unescaped(scratch);
        }

        if (Content.Length > scratch.Length)
        {
            return default;
        }

        Utf8.ToUtf16(Content, scratch, out _, out var written);
        return scratch[..written];
    }

    /// <summary>A whole number within range, or null.</summary>
    public long? Number() =>
        Kind is JsonKind.Number && long.TryParse(Bytes, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    // A short name is the same name where each of its letters is written as an escape of six bytes.
    private ReadOnlySpan<char> Unescaped(Span<char> scratch)
    {
        if (Content.Length <= scratch.Length)
        {
            return scratch[..Unescape(scratch)];
        }

        if (Content.Length > LongestEscape * scratch.Length)
        {
            return default;
        }

        var text = Text();
        return text.AsSpan().TryCopyTo(scratch) ? scratch[..text.Length] : default;
    }
}
