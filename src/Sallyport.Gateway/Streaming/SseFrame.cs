using System.Buffers;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Streaming;

/// <summary>One server-sent event, as bytes.</summary>
/// <param name="Raw">All its bytes, the blank line included.</param>
/// <param name="Data">The value of its <c>data</c> lines, joined by line feeds where there are several.</param>
/// <param name="DataStart">Where <paramref name="Data"/> stands in <paramref name="Raw"/>; -1 where it was joined, or where there is none.</param>
/// <param name="Name">The value of its last <c>event</c> line; empty where there is none.</param>
/// <param name="HasData">Whether it has a <c>data</c> line. Without one it is a comment or a keep-alive, which no client hands to its caller.</param>
/// <param name="OtherBytes">Bytes in comments, in fields other than <c>data</c> and <c>event</c>, and in names that are no word of a protocol.</param>
internal readonly record struct SseFrame(
    ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Data, int DataStart, ReadOnlyMemory<byte> Name, bool HasData, int OtherBytes)
{
    /// <summary>Bytes that <see cref="CopyTo"/> needs.</summary>
    public int CopySize => Raw.Length + Name.Length + (DataStart < 0 ? Data.Length : 0);

    /// <summary>Copies what the frame refers to into memory that outlives the splitter's, and returns the frame over it.</summary>
    public SseFrame CopyTo(Memory<byte> memory)
    {
        Raw.CopyTo(memory);
        Name.CopyTo(memory[Raw.Length..]);
        var data = DataStart < 0 ? memory.Slice(Raw.Length + Name.Length, Data.Length) : memory.Slice(DataStart, Data.Length);
        if (DataStart < 0)
        {
            Data.CopyTo(data);
        }

        return this with { Raw = memory[..Raw.Length], Name = memory.Slice(Raw.Length, Name.Length), Data = data };
    }

    /// <summary>Writes the event with edits of its data. Without edits, the bytes as they came.</summary>
    public void Write(IBufferWriter<byte> to, ByteEdits edits)
    {
        if (edits.Count == 0)
        {
            to.Write(Raw.Span);
        }
        else if (DataStart >= 0)
        {
            to.Write(Raw.Span[..DataStart]);
            edits.Apply(Data.Span, to);
            to.Write(Raw.Span[(DataStart + Data.Length)..]);
        }
        else
        {
            var edited = new ArrayBufferWriter<byte>(Data.Length);
            edits.Apply(Data.Span, edited);
            SseText.WriteEvent(to, Name.Span, edited.WrittenSpan);
        }
    }
}
