namespace Sallyport.Gateway.Json;

/// <summary>A half-open range of bytes in a document.</summary>
/// <param name="Start">Bytes from the document's start.</param>
/// <param name="End">Bytes from the document's start; never less than <paramref name="Start"/>.</param>
internal readonly record struct ByteRange(int Start, int End)
{
    /// <summary>Bytes.</summary>
    public int Length => End - Start;

    /// <summary>The bytes of the range.</summary>
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> document) => document[Start..End];

    /// <summary>Whether the whole of another range lies in this one.</summary>
    public bool Holds(ByteRange other) => Start <= other.Start && other.End <= End;
}
