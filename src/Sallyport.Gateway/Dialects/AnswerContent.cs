using Sallyport.Gateway.Json;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// What a dialect reads in an answer or in one event of it. A dialect names what it knows; everything else goes to
/// <see cref="Unknown(JsonNode)"/>, so that no string is left out. Reused from event to event; not safe for concurrent use.
/// </summary>
/// <remarks>In a stream <see cref="Growing"/> follows what the dialect doesn't know from event to event; without it each such string is a text of its own.</remarks>
internal sealed class AnswerContent : IDisposable
{
    // OpenAI's is at most 16 letters.
    private static readonly ReadOnlyMemory<byte> s_padding = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"u8.ToArray();

    private int _unknowns;

    /// <summary>The nodes of the body or of the event's data.</summary>
    public JsonMap Map { get; } = new();

    /// <summary>Texts, in document order.</summary>
    public List<AnswerSlot> Slots { get; } = [];

    /// <summary>Words of the protocol (see <see cref="StructuralWord"/>): strings, names and long numbers.</summary>
    public List<(ByteRange Bytes, SlotKind Kind)> Words { get; } = [];

    /// <summary>Why nothing of it may leave, in plain words for the operator; null where it may.</summary>
    public string? Fault { get; set; }

    /// <summary>Follows the unknown texts of the part of a stream that is being read; null where texts don't go on.</summary>
    public UnknownTexts? Growing { get; set; }

    /// <summary>Whether what is read belongs to a tool call, so that masked values come back there only where policy lets them.</summary>
    public bool IsInCall { get; set; }

    /// <summary>Tool calls that begin here.</summary>
    public List<ToolCallHead> ToolCalls { get; } = [];

    /// <summary>
    /// The edits that take out what would go round a channel's guards: token probabilities, which tell its text once more, and padding, in
    /// which anything could stand.
    /// </summary>
    public List<(ChannelId Channel, ByteEdit Edit)> Bypasses { get; } = [];

    /// <summary>Whether a text of the protocol begins or goes on here.</summary>
    public bool HasDelta => Slots.Exists(static slot => slot is { Kind: SlotKind.Delta, Channel.Kind: not ChannelKind.Unknown });

    /// <summary>Things that no detector reads.</summary>
    public List<OpaqueOutput> Uninspectable { get; } = [];

    /// <summary>Items that only their issuer can open, to be remembered as issued to this tenant.</summary>
    public List<OpaqueItem> OpaqueItems { get; } = [];

    /// <summary>Token counts so far.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>A text of the answer, or nothing. An empty one is none; anything but a string would be read by nobody, so it is a fault.</summary>
    public bool Text(JsonNode node, ChannelId channel, SlotKind kind)
    {
        if (!node.IsString)
        {
            Fault ??= node.IsNothing ? null : "Something else stands where the protocol has a text.";
            return false;
        }

        if (node.Content.IsEmpty && kind is SlotKind.Delta)
        {
            return false;
        }

        Slots.Add(new AnswerSlot(channel, node.Range, kind, IsInCall));
        return true;
    }

    /// <summary>Every string, name and long number of a subtree that the dialect doesn't know.</summary>
    public void Unknown(JsonNode node)
    {
        if (node.Kind is JsonKind.None)
        {
            return;
        }

        for (var row = node.Index; row < node.After; row++)
        {
            AddUnknown(Map[row]);
        }
    }

    /// <summary>A property that the dialect doesn't know: its name and all of its value.</summary>
    public void Unknown(JsonProperty property)
    {
        AddUnknown(property.Name);
        Unknown(property.Value);
    }

    /// <summary>A value that the dialect defines: a string, a number. One that doesn't look like such is a text.</summary>
    public void Structural(JsonNode node)
    {
        if (node.IsObject || node.IsArray || !IsWord(node))
        {
            Unknown(node);
        }
    }

    /// <summary>An object or array of names and values that the dialect defines.</summary>
    public void Vocabulary(JsonNode node)
    {
        for (var row = node.Index; row < node.After; row++)
        {
            if (!IsWord(Map[row]))
            {
                AddUnknown(Map[row]);
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
            else if (!at.IsString && !IsWord(at))
            {
                AddUnknown(at);
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
    /// else texts of their own, since an item comes whole.
    /// </summary>
    public void Item(JsonNode item)
    {
        Span<char> scratch = stackalloc char[32];
        for (var row = item.Index; row < item.After; row++)
        {
            var at = Map[row];
            if (at.Kind is JsonKind.Name)
            {
                if (!IsWord(at))
                {
                    AddOwn(at);
                }
            }
            else if (!at.IsString)
            {
                AddOwn(at);
            }
            else
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
            Bypasses.Add((channel, new ByteEdit(node.Range, without)));
        }
    }

    /// <summary>Random letters with which a provider hides how long a piece of text is: other letters do as well.</summary>
    public void Padding(JsonNode node, ChannelId channel)
    {
        if (!node.IsString || node.Content.Length > s_padding.Length)
        {
            Unknown(node);
        }
        else if (!node.Content.IsEmpty)
        {
            Bypasses.Add((channel, new ByteEdit(new ByteRange(node.Range.Start + 1, node.Range.End - 1), s_padding[..node.Content.Length])));
        }
    }

    /// <summary>A channel for a text that no other names.</summary>
    public ChannelId NextUnknown() => new(0, ChannelKind.Unknown, _unknowns++);

    /// <summary>Forgets what was read of the last event. Channels of unknown texts go on counting.</summary>
    public void Clear()
    {
        Slots.Clear();
        Words.Clear();
        ToolCalls.Clear();
        Bypasses.Clear();
        Fault = null;
        Growing = null;
        IsInCall = false;
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
            case Dialects.ItemField.Structural when IsWord(value):
                break;
            case Dialects.ItemField.Ciphertext:
                Issued(value);
                break;
            case Dialects.ItemField.FileReference:
                Opaque(value, Form.Binary);
                if (!IsWord(value))
                {
                    AddOwn(value);
                }

                break;
            case Dialects.ItemField.File when value.Content.StartsWith("data:"u8):
                Opaque(value, Form.Binary);
                break;
            default:
                AddOwn(value);
                break;
        }
    }

    private void AddUnknown(JsonNode node)
    {
        if (node.IsString && Growing is { } growing && !node.Content.IsEmpty)
        {
            growing.Continue(node, this);
        }
        else
        {
            AddOwn(node);
        }
    }

    private void AddOwn(JsonNode node)
    {
        if (node.IsLongNumber || (node.Kind is JsonKind.String or JsonKind.Name && !node.Content.IsEmpty))
        {
            Slots.Add(new AnswerSlot(NextUnknown(), node.Range, KindOf(node), IsInCall));
        }
    }

    private bool IsWord(JsonNode node)
    {
        if (node.Kind is JsonKind.Object or JsonKind.Array)
        {
            return true;
        }

        var isWord = StructuralWord.IsOne(node, out var word);
        if (isWord && !word.IsEmpty)
        {
            Words.Add((node.Range, KindOf(node)));
        }

        return isWord;
    }

    private static SlotKind KindOf(JsonNode node) => node.Kind switch
    {
        JsonKind.Name => SlotKind.PropertyName,
        JsonKind.Number => SlotKind.Number,
        _ => SlotKind.Text,
    };
}
