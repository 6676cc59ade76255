namespace Sallyport.Gateway.Json;

/// <summary>A replacement of some bytes of a document; an empty range inserts.</summary>
/// <param name="Range">The bytes that go.</param>
/// <param name="Replacement">The bytes that come.</param>
internal readonly record struct ByteEdit(ByteRange Range, ReadOnlyMemory<byte> Replacement);
