using Sallyport.Gateway.Json;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// What a dialect reads in an answer or in one event of it. A dialect names what it knows; everything else goes to
/// <see cref="Unknown(JsonNode)"/>, so that no string is left out. Reused from event to event; not safe for concurrent use.
/// </summary>
internal sealed class AnswerContent : IDisposable
{
    private int _unknowns;

    /// <summary>The nodes of the body or of the event's data.</summary>
    public JsonMap Map { get; } = new();

    /// <summary>Texts, in document order.</summary>
    public List<AnswerSlot> Slots { get; } = [];

    /// <summary>Tool calls that begin here.</summary>
    public List<ToolCallHead> ToolCalls { get; } = [];

    /// <summary>The edits that take token probabilities out, each with the channel whose text they would tell.</summary>
    public List<(ChannelId Channel, ByteEdit Edit)> LogProbs { get; } = [];

    /// <summary>Things that no detector reads.</summary>
    public List<OpaqueOutput> Uninspectable { get; } = [];

    /// <summary>Items that only their issuer can open, to be remembered as issued to this tenant.</summary>
    public List<OpaqueItem> OpaqueItems { get; } = [];

    /// <summary>Token counts so far.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>A text of the answer. An empty one is none; anything but a string is read as an unknown field.</summary>
    public bool Text(JsonNode node, ChannelId channel, SlotKind kind)
    {
        if (!node.IsString)
        {
            Unknown(node);
            return false;
        }

        if (node.Content.IsEmpty && kind is SlotKind.Delta)
        {
            return false;
        }

        Slots.Add(new AnswerSlot(channel, node.Range, kind));
        return true;
    }

    /// <summary>Every string and name of a subtree that the dialect doesn't know, each a text of its own.</summary>
    public void Unknown(JsonNode node)
    {
        if (node.Kind is JsonKind.None)
        {
            return;
        }

        for (var row = node.Index; row < node.After; row++)
        {
            AddUnknown(Map[row], isName: Map[row].Kind is JsonKind.Name);
        }
    }

    /// <summary>A property that the dialect doesn't know: its name and all of its value.</summary>
    public void Unknown(JsonProperty property)
    {
        AddUnknown(property.Name, isName: true);
        Unknown(property.Value);
    }

    /// <summary>A string whose values the dialect defines. One that doesn't look like such is a text.</summary>
    public void Structural(JsonNode node)
    {
        if (!StructuralWord.IsOne(node))
        {
            Unknown(node);
        }
    }

    /// <summary>An object or array of names and values that the dialect defines.</summary>
    public void Vocabulary(JsonNode node)
    {
        for (var row = node.Index; row < node.After; row++)
        {
            if (!(Map[row] is { Kind: JsonKind.Object or JsonKind.Array } || StructuralWord.IsOne(Map[row])))
            {
                AddUnknown(Map[row], isName: Map[row].Kind is JsonKind.Name);
            }
        }
    }

    /// <summary>What the provider gives back of the request.</summary>
    public void Echo(JsonNode node)
    {
        for (var row = node.Index; row < node.After; row++)
        {
            var at = Map[row];
            if (at.IsString && !at.Content.IsEmpty)
            {
                Slots.Add(new AnswerSlot(NextUnknown(), at.Range, SlotKind.Echo));
            }
            else if (at.Kind is JsonKind.Name && !StructuralWord.IsOne(at))
            {
                Slots.Add(new AnswerSlot(NextUnknown(), at.Range, SlotKind.PropertyName));
            }
        }
    }

    /// <summary>The names of a subtree that the dialect doesn't know, where they could be text.</summary>
    public void Names(JsonNode node)
    {
        for (var row = node.Index; row < node.After; row++)
        {
            if (Map[row].Kind is JsonKind.Name && !StructuralWord.IsOne(Map[row]))
            {
                AddUnknown(Map[row], isName: true);
            }
        }
    }

    /// <summary>A tool call's arguments as a JSON value.</summary>
    public void Value(JsonNode node, ChannelId channel, SlotKind kind = SlotKind.JsonValue)
    {
        if (!node.IsNothing)
        {
            Slots.Add(new AnswerSlot(channel, node.Range, kind));
        }
    }

    /// <summary>
    /// An item whose fields the dialect names but has no need to tell apart: ids and types are structural, encrypted fields opaque, all
    /// else texts of their own.
    /// </summary>
    public void Item(JsonNode item)
    {
        Span<char> scratch = stackalloc char[32];
        for (var row = item.Index; row < item.After; row++)
        {
            var at = Map[row];
            if (at.Kind is JsonKind.Name && !StructuralWord.IsOne(at))
            {
                AddUnknown(at, isName: true);
            }
            else if (at.IsString)
            {
                var name = row > item.Index && Map[row - 1] is { Kind: JsonKind.Name } before ? before.Short(scratch) : default;
                ItemField(at, ItemFields.ClassOf(name));
            }
        }
    }

    /// <summary>Something that no detector reads.</summary>
    public void Opaque(JsonNode node, Form form) => Uninspectable.Add(new OpaqueOutput(form, node.Range));

    /// <summary>An item of unknown type: uninspectable, and each string in it unknown.</summary>
    public void UnknownItem(JsonNode node)
    {
        Opaque(node, Form.Binary);
        Unknown(node);
    }

    /// <summary>An item that only its issuer can open.</summary>
    public void Issued(JsonNode node)
    {
        if (!node.IsString)
        {
            Unknown(node);
        }
        else if (!node.Content.IsEmpty)
        {
            Opaque(node, Form.Ciphertext);
            OpaqueItems.Add(new OpaqueItem(new ByteRange(node.Range.Start + 1, node.Range.End - 1)));
        }
    }

    /// <summary>Takes token probabilities out of a channel.</summary>
    public void LogProb(JsonNode node, ChannelId channel, ReadOnlyMemory<byte> without)
    {
        if (!node.IsNothing)
        {
            LogProbs.Add((channel, new ByteEdit(node.Range, without)));
        }
    }

    /// <summary>A channel for a text that no other names.</summary>
    public ChannelId NextUnknown() => new(0, ChannelKind.Unknown, _unknowns++);

    /// <summary>Forgets what was read of the last event. Channels of unknown texts go on counting.</summary>
    public void Clear()
    {
        Slots.Clear();
        ToolCalls.Clear();
        LogProbs.Clear();
        Uninspectable.Clear();
        OpaqueItems.Clear();
        Usage = null;
    }

    /// <summary>Returns what was rented.</summary>
    public void Dispose() => Map.Dispose();

    private void ItemField(JsonNode value, ItemField kind)
    {
        switch (kind)
        {
            case Dialects.ItemField.Structural:
                Structural(value);
                break;
            case Dialects.ItemField.Ciphertext:
                Issued(value);
                break;
            case Dialects.ItemField.FileReference:
                Opaque(value, Form.Binary);
                Structural(value);
                break;
            case Dialects.ItemField.File when value.Content.StartsWith("data:"u8):
                Opaque(value, Form.Binary);
                break;
            default:
                Unknown(value);
                break;
        }
    }

    private void AddUnknown(JsonNode node, bool isName)
    {
        if ((isName || node.IsString) && !node.Content.IsEmpty)
        {
            Slots.Add(new AnswerSlot(NextUnknown(), node.Range, isName ? SlotKind.PropertyName : SlotKind.Text));
        }
    }
}
