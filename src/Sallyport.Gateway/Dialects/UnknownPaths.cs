using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Numbers the places at which a stream's events hold strings that the dialect doesn't know, so that a text which grows there from event to
/// event is read as one. Beyond 256 places a string is a text of its own.
/// </summary>
internal sealed class UnknownPaths
{
    // Above the numbers that AnswerContent gives to texts of their own, and far from overflow.
    private const int FirstItem = 1 << 28;
    private const int MaxPaths = 256;

    private readonly Dictionary<string, int> _items = new(StringComparer.Ordinal);

    /// <summary>The channel's item for a node's place, or null where there are too many.</summary>
    public int? ItemOf(JsonNode node)
    {
        var pointer = JsonPointer.Of(node);
        if (_items.TryGetValue(pointer, out var item))
        {
            return item;
        }

        if (_items.Count == MaxPaths)
        {
            return null;
        }

        return _items[pointer] = FirstItem + _items.Count;
    }
}
