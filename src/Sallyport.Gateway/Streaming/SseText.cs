using System.Buffers;

namespace Sallyport.Gateway.Streaming;

/// <summary>Writes server-sent events (WHATWG HTML, section 9.2.5).</summary>
internal static class SseText
{
    /// <summary>Writes an event.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="name">The event's name; empty for none.</param>
    /// <param name="data">The data; each line feed in it begins another data line.</param>
    public static void WriteEvent(IBufferWriter<byte> to, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (!name.IsEmpty)
        {
            to.Write("event: "u8);
            to.Write(name);
            to.Write("\n"u8);
        }

        foreach (var line in data.Split((byte)'\n'))
        {
            to.Write("data: "u8);
            to.Write(data[line]);
            to.Write("\n"u8);
        }

        to.Write("\n"u8);
    }
}
