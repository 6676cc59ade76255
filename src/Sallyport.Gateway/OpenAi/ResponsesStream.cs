using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>
/// Follows a streamed Responses answer. Texts come in deltas and again, whole, when the text, its part, its item and the response are done.
/// </summary>
internal sealed class ResponsesStream : AnswerStream
{
    /// <summary>Summary parts are numbered apart from content parts, which an item can have as well.</summary>
    public const int FirstSummary = 1 << 17;

    private const int MaxIndex = 10_000;
    private const int CreatedStep = 1;
    private const int ItemAddedStep = 2;
    private const int ItemDoneStep = 3;
    private const int PartAddedStep = 4;
    private const int PartDoneStep = 5;
    private const int SequenceStep = 6;
    private const int EndedStep = 7;

    private readonly HashSet<ChannelId> _seen = [];
    private readonly HashSet<ChannelId> _done = [];
    private readonly SortedDictionary<int, ResponsesItem> _items = [];
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly ResponsesCutWriter _writer = new();
    private readonly UnknownTexts _unknown = new(choice: 0);
    // Items and, of each, content parts that have begun.
    private readonly Dictionary<int, int> _parts = [];
    private int _begun;
    private bool _isEndedAtClient;

    /// <inheritdoc/>
    public override void WriteCut(IBufferWriter<byte> to, Refusal refusal, ReleasedAnswer released)
    {
        if (!_isEndedAtClient)
        {
            _writer.WriteCut(to, _items.Values, refusal, released);
        }
    }

    /// <inheritdoc/>
    public override void WriteFailure(IBufferWriter<byte> to, Refusal refusal) => _writer.WriteFailure(to, refusal);

    /// <inheritdoc/>
    protected override bool IsEndMark(ReadOnlySpan<byte> data) => data.SequenceEqual("[DONE]"u8);

    /// <inheritdoc/>
    protected override void ReadEvent(JsonNode root, EventReading into)
    {
        Span<char> scratch = stackalloc char[64];
        var type = root["type"u8].Short(scratch);
        Step(new StreamStep(SequenceStep, ReleasedAnswer.Number(root["sequence_number"u8].Number())));
        into.Content.Growing = type is "error" or "response.failed" ? null : _unknown;
        switch (type)
        {
            case "response.created" or "response.in_progress" or "response.queued":
                ReadResponse(root, into, isEnd: false);
                break;
            case "response.completed" or "response.incomplete" or "response.failed" or "response.cancelled":
                HasEnded = true;
                into.Kind = type is "response.failed" ? EventKind.Error : EventKind.End;
                ReadResponse(root, into, isEnd: true);
                Step(new StreamStep(EndedStep));
                break;
            case "response.output_item.added":
                ReadItem(root, into, isEnd: false);
                break;
            case "response.output_item.done":
                ReadItem(root, into, isEnd: true);
                break;
            case "response.content_part.added" or "response.reasoning_summary_part.added":
                ReadPart(root, into, isEnd: false);
                break;
            case "response.content_part.done" or "response.reasoning_summary_part.done":
                ReadPart(root, into, isEnd: true);
                break;
            case "error":
                into.Kind = EventKind.Error;
                into.Content.Unknown(root);
                break;
            case "keepalive" or "ping":
                into.Kind = EventKind.KeepAlive;
                into.Content.Vocabulary(root);
                break;
            default:
                ReadText(root, type, into);
                break;
        }

        _unknown.EndOthers(into.CompletedBefore);
    }

    /// <inheritdoc/>
    protected override void Apply(StreamStep step)
    {
        switch (step.Kind)
        {
            case CreatedStep:
                _writer.IsCreated = true;
                break;
            case ItemAddedStep when _items.TryGetValue((int)step.Item, out var item):
                item.IsAtClient = true;
                break;
            case ItemDoneStep when _items.TryGetValue((int)step.Item, out var item):
                item.IsAtClient = true;
                item.IsDoneAtClient = true;
                break;
            case PartAddedStep when _items.TryGetValue((int)step.Item, out var item):
                item.PartsAtClient[step.Part] = false;
                break;
            case PartDoneStep when _items.TryGetValue((int)step.Item, out var item):
                item.PartsAtClient[step.Part] = true;
                break;
            case SequenceStep:
                _writer.Sequence = Math.Max(_writer.Sequence, step.Item);
                break;
            case EndedStep:
                _isEndedAtClient = true;
                break;
            default:
                break;
        }
    }

    private static int? IndexOf(JsonNode node) => node.Number() is >= 0 and < MaxIndex and var index ? (int)index : null;

    private static void Rest(JsonNode root, EventReading into, string own = "")
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in root.Properties)
        {
            var name = property.Known(scratch);
            if (IsStructural(name))
            {
                into.Content.Structural(property.Value);
            }
            else if (own.Length == 0 || !name.SequenceEqual(own))
            {
                ReadRest(property, name, into);
            }
        }
    }

    private static bool IsStructural(ReadOnlySpan<char> name) => name is "type" or "sequence_number" or "output_index" or "content_index"
        or "summary_index" or "command_index" or "item_id" or "response_id" or "call_id" or "partial_image_index" or "annotation_index"
        or "size" or "quality" or "background" or "output_format";

    private static void ReadRest(JsonProperty property, ReadOnlySpan<char> name, EventReading into)
    {
        switch (name)
        {
            case "name":
                into.Content.Unknown(property.Value);
                break;
            case "obfuscation":
                into.Content.Padding(property.Value, new ChannelId(0, ChannelKind.Text));
                break;
            case "annotation":
                into.Content.Item(property.Value);
                break;
            case "partial_image_b64" when property.Value.IsString:
                into.Content.Opaque(property.Value, Form.Image);
                break;
            default:
                into.Content.Unknown(property);
                break;
        }
    }

    private ResponsesEventReader Reader(EventReading into, bool isEnd) => new(into, _items, _indexes, _seen, _done, isEnd);

    private void ReadResponse(JsonNode root, EventReading into, bool isEnd)
    {
        var response = root["response"u8];
        if (!response.IsObject)
        {
            into.Kind = EventKind.Malformed;
            return;
        }

        _writer.Note(response);
        Reader(into, isEnd).ReadResponse(response);
        Rest(root, into, "response");
        if (root["type"u8].Is("response.created"u8))
        {
            foreach (var item in response["output"u8].Items)
            {
                _parts[_begun++] = item["content"u8].Count;
            }
        }

        if (isEnd)
        {
            foreach (var channel in _seen)
            {
                if (_done.Add(channel))
                {
                    into.Completed.Add(channel);
                }
            }
        }

        Step(new StreamStep(CreatedStep));
    }

    private void ReadItem(JsonNode root, EventReading into, bool isEnd)
    {
        var node = root["item"u8];
        if (IndexOf(root["output_index"u8]) is not { } index || !node.IsObject)
        {
            into.Kind = EventKind.Malformed;
            return;
        }

        if (!_items.ContainsKey(index))
        {
            var item = new ResponsesItem(
                index, AnswerWords.Of(node["type"u8]), AnswerWords.Of(node["id"u8]), AnswerWords.Of(node["call_id"u8]), AnswerWords.Of(node["name"u8]));
            _items[index] = item;
            _indexes.TryAdd(item.Id, index);
        }

        Reader(into, isEnd).ReadItem(node, index);
        if (isEnd)
        {
            EndItem(index, into);
        }
        else if (!IsInPlace(index, _begun++, into))
        {
            return;
        }
        else
        {
            _parts[index] = node["content"u8].Count;
        }

        Rest(root, into, "item");
        Step(new StreamStep(isEnd ? ItemDoneStep : ItemAddedStep, index));
    }

    // Clients put items and parts one behind the other, and deltas where their number says: the text of one that begins out of its place would go on
    // with another one's.
    private static bool IsInPlace(int index, int place, EventReading into)
    {
        into.Kind = index != place && into.Content.HasDelta ? EventKind.Malformed : into.Kind;
        return into.Kind is not EventKind.Malformed;
    }

    // Whatever the item did not repeat is over as well.
    private void EndItem(int index, EventReading into)
    {
        foreach (var channel in _seen)
        {
            if (channel.Item == index && channel.Kind is not ChannelKind.Unknown && _done.Add(channel))
            {
                into.Completed.Add(channel);
            }
        }
    }

    private void ReadPart(JsonNode root, EventReading into, bool isEnd)
    {
        var part = root["part"u8];
        var summary = root["summary_index"u8];
        if (IndexOf(root["output_index"u8]) is not { } item || !part.IsObject || IndexOf(summary.IsNothing ? root["content_index"u8] : summary) is not { } index)
        {
            into.Kind = EventKind.Malformed;
            return;
        }

        Reader(into, isEnd).ReadPart(part, item, index);
        Rest(root, into, "part");
        var number = summary.IsNothing ? index : FirstSummary + index;
        if (!isEnd && summary.IsNothing)
        {
            var begun = _parts.GetValueOrDefault(item);
            _parts[item] = begun + 1;
            if (!IsInPlace(index, begun, into))
            {
                return;
            }
        }

        if (_items.TryGetValue(item, out var known))
        {
            known.Parts[number] = ChannelOf(part["type"u8], item, index);
        }

        Step(new StreamStep(isEnd ? PartDoneStep : PartAddedStep, item, number));
    }

    private static ChannelId ChannelOf(JsonNode type, int item, int index)
    {
        Span<char> scratch = stackalloc char[32];
        return type.Short(scratch) switch
        {
            "refusal" => new ChannelId(0, ChannelKind.Refusal, item, index),
            "summary_text" => new ChannelId(0, ChannelKind.Reasoning, item, index),
            "reasoning_text" => new ChannelId(0, ChannelKind.Reasoning, item, ResponsesAnswerReader.FirstReasoningText + index),
            _ => new ChannelId(0, ChannelKind.Text, item, index),
        };
    }

    private void ReadText(JsonNode root, ReadOnlySpan<char> type, EventReading into)
    {
        if (ResponsesTextEvent.Of(type) is not { } known)
        {
            if (!ResponsesTextEvent.IsProgress(type) && type is not ("response.shell_call_output_content.delta" or "response.shell_call_output_content.done"))
            {
                into.Content.Opaque(root, Form.Binary);
            }

            Rest(root, into);
            return;
        }

        var item = IndexOf(root["output_index"u8]);
        var part = known.IndexName.Length == 0 ? 0 : IndexOf(root[known.IndexName]);
        if (known.NeedsItem && (item is null || part is null))
        {
            into.Kind = EventKind.Malformed;
            return;
        }

        ReadKnownText(root, known, new ChannelId(0, known.Kind, item ?? 0, known.FirstPart + (part ?? 0)), into);
    }

    private void ReadKnownText(JsonNode root, ResponsesTextEvent known, ChannelId channel, EventReading into)
    {
        var reader = Reader(into, known.IsEnd);
        Span<char> scratch = stackalloc char[32];
        foreach (var property in root.Properties)
        {
            if (property.IsNamed(known.TextName))
            {
                if (known.IsSound && property.Value.IsString)
                {
                    into.Content.Opaque(property.Value, Form.Audio);
                }
                else if (known.IsSound)
                {
                    into.Content.Unknown(property.Value);
                }
                else if (known.IsEnd)
                {
                    reader.End(property.Value, channel, known.IsJson ? SlotKind.NestedJson : SlotKind.Text);
                }
                else
                {
                    reader.Delta(property.Value, channel);
                }
            }
            else if (property.IsNamed("logprobs"u8))
            {
                reader.LogProbs(property.Value, channel);
            }
        }

        if (known.IsEnd && _done.Add(channel))
        {
            into.Completed.Add(channel);
        }

        RestOf(root, known, into, scratch);
    }

    private static void RestOf(JsonNode root, ResponsesTextEvent known, EventReading into, Span<char> scratch)
    {
        foreach (var property in root.Properties)
        {
            if (property.IsNamed(known.TextName) || property.IsNamed("logprobs"u8))
            {
                continue;
            }

            var name = property.Known(scratch);
            if (IsStructural(name))
            {
                into.Content.Structural(property.Value);
            }
            else
            {
                ReadRest(property, name, into);
            }
        }
    }
}
