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

    private readonly Dictionary<int, Place> _places = [];

    // Each step from a place to one within it has a number. Those of the event that is read are known by their rows, so that none is looked for again.
    private readonly Dictionary<(int Around, string Step), int> _steps = [];
    private readonly Dictionary<int, int> _rows = [];
    private List<ChannelId> _open = [];
    private List<ChannelId> _continued = [];

    /// <summary>Reads a string that has some characters.</summary>
    public void Continue(JsonNode node, AnswerContent content)
    {
        if (content.Fault is not null)
        {
            return;
        }

        var number = PlaceOf(node);
        if (!_places.TryGetValue(number, out var place))
        {
            if (_places.Count == MaxPlaces)
            {
                content.Fault = $"The stream has more than {MaxPlaces} fields that its protocol doesn't name.";
                return;
            }

            place = _places[number] = new(new(choice, ChannelKind.Unknown, FirstItem + _places.Count));
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
        _rows.Clear();
    }

    /// <summary>Ends all texts.</summary>
    public void End(List<ChannelId> ended)
    {
        ended.AddRange(_open);
        ended.AddRange(_continued);
        _open.Clear();
        _continued.Clear();
    }

    // An item that has a number of its own stands by it: clients join what bears the same one. At the root, the event's type and the numbers that
    // tell which part it belongs to.
    private int PlaceOf(JsonNode node)
    {
        if (_rows.TryGetValue(node.Index, out var known))
        {
            return known;
        }

        var parent = node.Parent;
        var place = parent.Kind is JsonKind.None ? Number(-1, RootOf(node)) : Number(PlaceOf(parent), StepTo(node, parent));
        if (!node.IsString)
        {
            _rows[node.Index] = place;
        }

        return place;
    }

    private int Number(int around, string step)
    {
        if (!_steps.TryGetValue((around, step), out var number))
        {
            number = _steps[(around, step)] = _steps.Count;
        }

        return number;
    }

    private static string RootOf(JsonNode root)
    {
        var part = root["content_index"u8].Number() ?? root["summary_index"u8].Number() ?? root["command_index"u8].Number() ?? root["annotation_index"u8].Number();
        return $"{root["index"u8].Number()} {root["output_index"u8].Number()} {part} {(root["type"u8] is { IsString: true } type ? type.Text() : "")}";
    }

    private static string StepTo(JsonNode node, JsonNode parent) =>
        parent.IsObject ? "/" + new JsonNode(node.Map, node.Index - 1).Text()
        : node["index"u8].Number() is { } index ? $"i{index}"
        : $"p{PositionIn(parent, node)}";

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
