using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sallyport.Server.Demo;

/// <summary>Writes JSON objects and server-sent events for the demo's dialects.</summary>
internal static class DemoJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One JSON object, whose members the callback writes.</summary>
    public static byte[] Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>One event.</summary>
    /// <param name="name">Its name, or null for none.</param>
    /// <param name="members">Writes the members of its data.</param>
    public static byte[] Event(string? name, Action<Utf8JsonWriter> members)
    {
        var head = name is null ? "data: " : $"event: {name}\ndata: ";
        return [.. Encoding.UTF8.GetBytes(head), .. Object(members), .. "\n\n"u8];
    }

    /// <summary>A member that is an object.</summary>
    public static void Member(this Utf8JsonWriter json, string name, Action<Utf8JsonWriter> members)
    {
        json.WriteStartObject(name);
        members(json);
        json.WriteEndObject();
    }

    /// <summary>A member that is an array of objects.</summary>
    public static void Array(this Utf8JsonWriter json, string name, params Action<Utf8JsonWriter>[] items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            item(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
