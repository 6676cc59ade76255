using System.Buffers;

namespace Sallyport.Gateway.Json;

/// <summary>A JSON document that stands inside a string: a tool call's arguments. Keeps its own UTF-8 copy.</summary>
internal sealed class NestedJson : IDisposable
{
    /// <summary>The most characters that arguments which are no document may have.</summary>
    public const int MaxLoose = 1 << 20;

    private NestedJson(JsonMap map) => Map = map;

    /// <summary>The inner document's map; its root is an object or an array. Where it is no document, the map has its string literals alone.</summary>
    public JsonMap Map { get; }

    /// <summary>Whether it is a JSON document.</summary>
    public bool IsDocument { get; private init; }

    /// <summary>Why readers of the document may take it for different ones, in words without its text; null where they may not.</summary>
    public string? Ambiguity { get; private init; }

    /// <summary>
    /// Reads decoded text. Of an ambiguous document the map has all that any reader finds. Null where the text is neither a document nor
    /// holds an escape that somebody could undo: then it says the same to everyone. Half pairs are kept, as the escapes that they could have been.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="isFree">Whether it need not be JSON: a script's escapes are then its own.</param>
    public static NestedJson? Read(ReadOnlySpan<char> text, bool isFree = false)
    {
        var isLikely = text.TrimStart(" \t\r\n") is ['{' or '[', ..];
        if (!isLikely && (isFree || !text.Contains('\\')))
        {
            return null;
        }

        var bytes = new ArrayBufferWriter<byte>(text.Length + 16);
        JsonText.WriteRaw(bytes, text);
        var map = new JsonMap();
        var ambiguity = (string?)null;
        if (isLikely && TryRead(map, bytes.WrittenMemory, out ambiguity))
        {
            return new NestedJson(map) { IsDocument = true, Ambiguity = ambiguity };
        }

        if (!isFree && text.Length > MaxLoose)
        {
            return new NestedJson(map) { Ambiguity = $"more than {MaxLoose} characters that are no document" };
        }

        if (!isFree && (ambiguity is not null || text.Contains('\\')))
        {
            ReadStrings(map, bytes);
            return new NestedJson(map) { Ambiguity = ambiguity };
        }

        map.Dispose();
        return null;
    }

    /// <summary>Returns the map's table.</summary>
    public void Dispose() => Map.Dispose();

    private static bool TryRead(JsonMap map, ReadOnlyMemory<byte> document, out string? ambiguity)
    {
        if (map.TryRead(document, JsonLimits.Request, out var fault))
        {
            ambiguity = null;
            return true;
        }

        // What comes behind the fault may still show that it is no JSON at all.
        var first = fault.Kind;
        var isDocument = first is JsonFaultKind.DuplicateName or JsonFaultKind.LoneSurrogate
            && map.TryRead(document, JsonLimits.EveryReading, out fault);
        ambiguity = (isDocument ? first : fault.Kind) switch
        {
            JsonFaultKind.DuplicateName => "an object with the same name twice",
            JsonFaultKind.LoneSurrogate => "half of a surrogate pair",
            JsonFaultKind.TooDeep or JsonFaultKind.TooManyNodes => "more depth or values than are read",
            _ => null,
        };
        return isDocument;
    }

    private static void ReadStrings(JsonMap map, ArrayBufferWriter<byte> text)
    {
        // What was left unfinished gets its closing quote: twice, where it ends in a backslash.
        while (!map.TryReadStrings(text.WrittenMemory))
        {
            text.Write("\""u8);
        }
    }
}
