using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Collects a request's segments while a dialect walks its nodes in document order. A dialect names what it knows; everything else
/// goes to <see cref="Unknown(JsonNode)"/>, so that no string of the body is left out.
/// </summary>
internal sealed partial class RequestBuilder(ClientTools clientTools)
{
    private readonly ProtocolWords _words = new();

    /// <summary>What has been read; the caller's to dispose.</summary>
    public RequestReading Reading { get; } = new();

    /// <summary>Maps the body; false with the reading's refusal where it is no object or not unambiguous.</summary>
    public bool TryMap(ReadOnlyMemory<byte> body, out JsonNode root)
    {
        root = default;
        if (!Reading.Map.TryRead(body, JsonLimits.Request, out var fault))
        {
            Reading.Refusal = new Refusal(RefusalKind.Malformed, fault.Message, Pointer: Reading.Map.PointerAt(fault.Offset));
            return false;
        }

        root = Reading.Map.Root;
        return root.IsObject || Refuse(root, "The body must be a JSON object.");
    }

    /// <summary>Refuses the request as malformed. Always false, so that a reader can return it.</summary>
    public bool Refuse(JsonNode at, string message)
    {
        Reading.Refusal ??= new Refusal(RefusalKind.Malformed, message, Pointer: JsonPointer.Shown(at));
        return false;
    }

    /// <summary>Ends the reading: the words of the protocol become its last segment, in one, since they are many and short.</summary>
    public RequestReading Complete()
    {
        if (!_words.Text.IsEmpty)
        {
            AddSlot(new RequestSlot(default, SlotKind.Decoded, Row: 0), Origin.Unknown, Form.Text, Reading.Arena.Copy(_words.Text.Span), isStructure: true);
        }

        return Reading;
    }

    /// <summary>A text, or nothing. Anything but a string would be read by nobody, so the request is refused.</summary>
    public void Text(JsonNode node, Origin origin)
    {
        if (node.IsString)
        {
            Add(node, origin, SlotKind.Text);
        }
        else if (!node.IsNothing)
        {
            Refuse(node, "Here must be a string.");
        }
    }

    /// <summary>The text of a part of a message, which providers may join to that of the part before.</summary>
    /// <param name="node">The text.</param>
    /// <param name="origin">Whose words.</param>
    /// <param name="last">The segment of the part before, or null; becomes this one's.</param>
    public void PartText(JsonNode node, Origin origin, ref int? last)
    {
        var index = Reading.Segments.Count;
        Text(node, origin);
        if (Reading.Segments.Count > index)
        {
            if (last is not null)
            {
                Reading.Segments[index] = Reading.Segments[index] with { Follows = last };
            }

            last = index;
        }
    }

    /// <summary>Every string, name and long number of a subtree that the dialect doesn't know.</summary>
    public void Unknown(JsonNode node) => Strings(node, Origin.Unknown);

    /// <summary>A property that the dialect doesn't know: its name and all of its value.</summary>
    public void Unknown(JsonProperty property)
    {
        RefuseOtherCase(property);
        Add(property.Name, Origin.Unknown, SlotKind.PropertyName);
        Unknown(property.Value);
        Uses(property.Name.Index, property.Value.After);
    }

    /// <summary>Every string, name and long number of a subtree.</summary>
    public void Strings(JsonNode node, Origin origin)
    {
        for (var row = node.Index; row < node.After; row++)
        {
            AddAny(Reading.Map[row], origin);
        }
    }

    /// <summary>A JSON Schema or another part of a tool's definition. The schema language's own words are no segments.</summary>
    public void Schema(JsonNode node)
    {
        for (var row = node.Index; row < node.After; row++)
        {
            var at = Reading.Map[row];
            if (at.IsLongNumber)
            {
                Structural(at);
            }
            else if (!SchemaWords.IsOne(at))
            {
                AddAny(at, Origin.ToolDefinition);
            }
        }
    }

    /// <summary>A value that the dialect defines (a role, a type, an id, a count). One that doesn't look like such is a segment.</summary>
    public void Structural(JsonNode node)
    {
        if (!IsWord(node))
        {
            Unknown(node);
        }
    }

    /// <summary>An object or array of names and values that the dialect defines.</summary>
    public void Vocabulary(JsonNode node)
    {
        for (var row = node.Index; row < node.After; row++)
        {
            var at = Reading.Map[row];
            if (!IsWord(at))
            {
                AddAny(at, Origin.Unknown);
            }
        }
    }

    /// <summary>
    /// An item whose fields the dialect names but has no need to tell apart: ids and types are structural, encrypted fields opaque, files
    /// uninspectable, all else text of one origin.
    /// </summary>
    public void Item(JsonNode item, Origin origin)
    {
        UsesOf(item, isDefinition: origin is Origin.ToolDefinition);
        Span<char> scratch = stackalloc char[32];
        for (var row = item.Index; row < item.After; row++)
        {
            var at = Reading.Map[row];
            if (at.Kind is JsonKind.Name)
            {
                if (!IsWord(at))
                {
                    AddAny(at, Origin.Unknown);
                }
            }
            else if (!at.IsString)
            {
                AddAny(at, origin);
            }
            else
            {
                var name = row > item.Index && Reading.Map[row - 1] is { Kind: JsonKind.Name } before ? before.Short(scratch) : default;
                ItemField(at, ItemFields.ClassOf(name), origin);
            }
        }
    }

    /// <summary>
    /// A string that should hold JSON. Its strings, names and long numbers become segments, all of them where two parsers would keep different ones. What
    /// is no JSON is one text, and once more what its literals say.
    /// </summary>
    public void Nested(JsonNode node, Origin origin)
    {
        if (!node.IsString)
        {
            Strings(node, origin);
            return;
        }

        var text = Reading.Arena.Decode(node);
        switch (NestedJson.Read(text.Span))
        {
            case { IsDocument: true } json:
                Document(node, json, origin);
                break;
            case { Ambiguity: { } ambiguity } json:
                json.Dispose();
                Refuse(node, $"A tool call's arguments hold {ambiguity}.");
                break;
            case { } json:
                Add(node, origin, SlotKind.Text, text);
                Literals(node, json, origin);
                json.Dispose();
                break;
            default:
                Add(node, origin, SlotKind.Text, text);
                break;
        }
    }

    /// <summary>Something that no detector reads.</summary>
    public void Uninspectable(JsonNode node, Form form, Origin origin = Origin.File) =>
        AddSlot(new RequestSlot(node.Range, SlotKind.Opaque, node.Index), origin, form, default);

    /// <summary>An item of a type that the dialect doesn't know: uninspectable, and each string in it unknown.</summary>
    public void UnknownItem(JsonNode node)
    {
        Uninspectable(node, Form.Binary, Origin.Unknown);
        Unknown(node);
        Uses(node.Index, node.After);
    }

    /// <summary>Text that was decoded out of a string.</summary>
    public void Decoded(JsonNode node, ReadOnlySpan<char> text, Origin origin) =>
        AddSlot(new RequestSlot(node.Range, SlotKind.Decoded, node.Index), origin, Form.Text, Reading.Arena.Copy(text));

    /// <summary>An item that only its issuer can open.</summary>
    public void Opaque(JsonNode node)
    {
        if (!node.IsString)
        {
            Unknown(node);
            return;
        }

        if (node.Content.IsEmpty)
        {
            return;
        }

        Uninspectable(node, Form.Ciphertext, Origin.Reasoning);
        Reading.OpaqueItems.Add(new OpaqueItem(new ByteRange(node.Range.Start + 1, node.Range.End - 1)));
    }

    /// <summary>A property that must be a boolean where it stands.</summary>
    public bool TryFlag(JsonNode node, string name, out bool value)
    {
        value = node.Kind is JsonKind.True;
        return value || node.Kind is JsonKind.False or JsonKind.Null or JsonKind.None || Refuse(node, $"'{name}' must be true or false.");
    }

    /// <summary>How far words of an origin may be followed.</summary>
    public static Trust TrustOf(Origin origin) => origin switch
    {
        Origin.System or Origin.Developer or Origin.ToolDefinition => Trust.Application,
        Origin.User => Trust.User,
        _ => Trust.Untrusted,
    };

    private void ItemField(JsonNode value, ItemField kind, Origin origin)
    {
        switch (kind)
        {
            case Dialects.ItemField.Structural:
                Structural(value);
                break;
            case Dialects.ItemField.Ciphertext:
                Opaque(value);
                break;
            case Dialects.ItemField.File:
                InlineFile.Read(this, value, Form.Binary);
                break;
            case Dialects.ItemField.FileReference:
                ProviderState(value, "file_id");
                Uninspectable(value, Form.Binary);
                break;
            case Dialects.ItemField.Json:
                Nested(value, origin);
                break;
            default:
                Text(value, origin);
                break;
        }
    }

    private void Document(JsonNode node, NestedJson json, Origin origin)
    {
        var index = Reading.Nested.Count;
        Reading.Nested.Add(new NestedArguments(node.Range, node.Index, json));
        for (var row = 0; row < json.Map.Count; row++)
        {
            var at = json.Map[row];
            if (at.Kind is JsonKind.String or JsonKind.Name || at.IsLongNumber)
            {
                AddSlot(new RequestSlot(at.Range, at.Kind is JsonKind.Name ? SlotKind.PropertyName : SlotKind.Text, row, index), origin, Form.Text, TextOf(at));
            }
        }
    }

    private void Literals(JsonNode node, NestedJson json, Origin origin)
    {
        for (var row = 0; row < json.Map.Count; row++)
        {
            if (json.Map.Row(row).IsEscaped)
            {
                AddSlot(new RequestSlot(node.Range, SlotKind.Decoded, node.Index), origin, Form.Text, Reading.Arena.Decode(json.Map[row]));
            }
        }
    }

    // A word of the protocol is kept for the segment of all of them.
    private bool IsWord(JsonNode node)
    {
        if (!StructuralWord.IsOne(node, out var word))
        {
            return false;
        }

        if (!word.IsEmpty && !_words.Knows(word))
        {
            _words.Add(word);
            _words.Learn(word);
        }

        return true;
    }

    private void AddAny(JsonNode node, Origin origin)
    {
        if (node.Kind is JsonKind.String or JsonKind.Name || node.IsLongNumber)
        {
            Add(node, origin, node.Kind is JsonKind.Name ? SlotKind.PropertyName : SlotKind.Text);
        }
    }

    private ReadOnlyMemory<char> TextOf(JsonNode node) =>
        node.Kind is JsonKind.Number ? Reading.Arena.Copy(JsonNumber.TextOf(node.Bytes)) : Reading.Arena.Decode(node);

    private void Add(JsonNode node, Origin origin, SlotKind kind) => Add(node, origin, kind, TextOf(node));

    private void Add(JsonNode node, Origin origin, SlotKind kind, ReadOnlyMemory<char> text)
    {
        if (!text.IsEmpty)
        {
            AddSlot(new RequestSlot(node.Range, kind, node.Index), origin, Form.Text, text);
        }
    }

    private void AddSlot(RequestSlot slot, Origin origin, Form form, ReadOnlyMemory<char> text, bool isStructure = false)
    {
        Reading.Segments.Add(new Segment(Reading.Segments.Count, origin, TrustOf(origin), form, text) { IsStructure = isStructure });
        Reading.Slots.Add(slot);
    }
}
