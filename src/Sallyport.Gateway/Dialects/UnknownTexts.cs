using System.Text;
using Sallyport.Gateway.Json;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Reads the strings in a stream's fields that a dialect doesn't know. What grows at one place from event to event is one text. A string that
/// its place had from the beginning, word for word, is a label: it doesn't wait for more, but should the place go on with something else, the
/// labels are read before it. A stream with more than 256 such places is refused.
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

    /// <summary>Reads a string that has some characters.</summary>
    public void Continue(JsonNode node, AnswerContent content)
    {
        var name = PlaceOf(node);
        if (!_places.TryGetValue(name, out var place))
        {
            if (_places.Count == MaxPlaces)
            {
                content.Fault ??= $"The stream has more than {MaxPlaces} fields that its protocol doesn't name.";
                return;
            }

            place = _places[name] = new(new(choice, ChannelKind.Unknown, FirstItem + _places.Count));
        }

        if (place.Repeats(node.Content))
        {
            content.Slots.Add(new AnswerSlot(place.Channel, node.Range, SlotKind.Label, content.IsInCall));
            return;
        }

        if (!_continued.Contains(place.Channel))
        {
            _continued.Add(place.Channel);
        }

        content.Text(node, place.Channel, SlotKind.Delta);
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

    // From the string to the root, as a JSON pointer escapes names, so that no two places have one name. An item that has a number of its own
    // stands by it: clients join what bears the same one. At the root, the event's type and the numbers that tell which part it belongs to.
    private static string PlaceOf(JsonNode node)
    {
        var place = new StringBuilder();
        for (var parent = node.Parent; parent.Kind is not JsonKind.None; node = parent, parent = node.Parent)
        {
            if (parent.IsObject)
            {
                var name = new JsonNode(node.Map, node.Index - 1).Text();
                place.Append('/').Append(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            }
            else
            {
                place.Append("/~").Append(node["index"u8].Number() is { } index ? $"i{index}" : $"p{PositionIn(parent, node)}");
            }
        }

        place.Append("/~~").Append(node["index"u8].Number()).Append(' ').Append(node["output_index"u8].Number()).Append(' ');
        place.Append(node["content_index"u8].Number() ?? node["summary_index"u8].Number() ?? node["command_index"u8].Number() ?? node["annotation_index"u8].Number()).Append(' ');
        return place.Append(node["type"u8] is { IsString: true } type ? type.Text() : "").ToString();
    }

    private static int PositionIn(JsonNode array, JsonNode item)
    {
        var position = 0;
        for (var row = array.Index + 1; row < item.Index; row = array.Map.Row(row).After)
        {
            position++;
        }

        return position;
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
