using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>Where a segment of a request stands. Slot n belongs to segment n.</summary>
/// <param name="Bytes">The token, in the body, or in the nested document where <paramref name="Nested"/> is not negative.</param>
/// <param name="Kind">What the bytes are.</param>
/// <param name="Row">The node's row in its map.</param>
/// <param name="Nested">Which nested document of the reading; -1 for the body itself.</param>
internal readonly record struct RequestSlot(ByteRange Bytes, SlotKind Kind, int Row, int Nested = -1)
{
    /// <summary>Whether another text can be written in its place.</summary>
    public bool IsEditable => Kind is SlotKind.Text;
}
