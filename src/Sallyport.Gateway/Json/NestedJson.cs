using System.Buffers;

namespace Sallyport.Gateway.Json;

/// <summary>A JSON document that stands inside a string: a tool call's arguments. Keeps its own UTF-8 copy.</summary>
internal sealed class NestedJson : IDisposable
{
    private NestedJson(JsonMap map) => Map = map;

    /// <summary>The inner document's map; its root is an object or an array.</summary>
    public JsonMap Map { get; }

    /// <summary>
    /// Reads decoded text as JSON, as strictly as a request. Null where it is no object or array, or not unambiguous JSON: then it is
    /// plain text to everyone who reads it. Half pairs are kept, as the escapes that they could have been.
    /// </summary>
    public static NestedJson? Read(ReadOnlySpan<char> text)
    {
        if (text.TrimStart(" \t\r\n") is not ['{' or '[', ..])
        {
            return null;
        }

        var bytes = new ArrayBufferWriter<byte>(text.Length + 16);
        JsonText.WriteRaw(bytes, text);
        var map = new JsonMap();
        if (map.TryRead(bytes.WrittenMemory, JsonLimits.Answer, out _))
        {
            return new NestedJson(map);
        }

        map.Dispose();
        return null;
    }

    /// <summary>Returns the map's table.</summary>
    public void Dispose() => Map.Dispose();
}
