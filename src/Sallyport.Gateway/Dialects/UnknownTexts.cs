using Sallyport.Gateway.Json;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Reads the strings in a stream's fields that a dialect doesn't know. What grows at one place from event to event is one text; a label that
/// events repeat is a text of its own each time. Beyond 256 places every string is.
/// </summary>
internal sealed class UnknownTexts(int choice)
{
    // Above the numbers that AnswerContent gives to texts of their own, and far from overflow.
    private const int FirstItem = 1 << 28;
    private const int MaxPlaces = 256;
    private const int MaxLabel = 256;
    private const int MinLabel = 4;

    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private List<ChannelId> _open = [];
    private List<ChannelId> _continued = [];

    /// <summary>Reads a property that the dialect doesn't know.</summary>
    /// <param name="property">The property.</param>
    /// <param name="content">Takes the texts.</param>
    /// <param name="scope">What tells apart the events that write to equal places.</param>
    public void Continue(JsonProperty property, AnswerContent content, string scope = "")
    {
        content.Names(property.Name);
        var value = property.Value;
        for (var row = value.Index; row < value.After; row++)
        {
            var node = value.Map[row];
            if (node.IsString && !node.Content.IsEmpty)
            {
                Continue(node, content, scope);
            }
        }

        content.Names(value);
    }

    /// <summary>Ends the texts that the last event did not continue.</summary>
    public void EndOthers(List<ChannelId> ended)
    {
        foreach (var channel in _open)
        {
            if (!_continued.Contains(channel))
            {
                ended.Add(channel);
            }
        }

        (_open, _continued) = (_continued, _open);
        _continued.Clear();
    }

    /// <summary>Ends all texts.</summary>
    public void End(List<ChannelId> ended)
    {
        ended.AddRange(_open);
        ended.AddRange(_continued);
        _open.Clear();
        _continued.Clear();
    }

    private void Continue(JsonNode node, AnswerContent content, string scope)
    {
        var pointer = scope + JsonPointer.Of(node);
        if (!_places.TryGetValue(pointer, out var place))
        {
            if (_places.Count == MaxPlaces)
            {
                content.Unknown(node);
                return;
            }

            place = _places[pointer] = new(new(choice, ChannelKind.Unknown, FirstItem + _places.Count));
        }

        if (place.Repeats(node.Content))
        {
            content.Unknown(node);
            return;
        }

        _continued.Add(place.Channel);
        content.Text(node, place.Channel, SlotKind.Delta);
    }

    private sealed class Place(ChannelId channel)
    {
        private byte[]? _label;
        private bool _grows;

        public ChannelId Channel => channel;

        public bool Repeats(ReadOnlySpan<byte> text)
        {
            var isLabel = !_grows && _label is not null && text.SequenceEqual(_label);
            _grows |= _label is not null && !isLabel;
            _label ??= text.Length is >= MinLabel and <= MaxLabel ? text.ToArray() : [];
            return isLabel;
        }
    }
}
