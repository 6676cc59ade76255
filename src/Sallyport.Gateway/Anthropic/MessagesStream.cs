using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Gateway.Streaming;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.Anthropic;

/// <summary>Follows a streamed Messages answer: blocks, one after the other or side by side, between a start and a stop.</summary>
internal sealed class MessagesStream : AnswerStream
{
    private const int MaxBlocks = 10_000;
    private const int StartedStep = 1;
    private const int BlockStartedStep = 2;
    private const int BlockStoppedStep = 3;
    private const int EndingStep = 4;
    private const int StoppedStep = 5;

    // Blocks that the provider has open, with the channels whose texts they carry.
    private readonly Dictionary<int, ChannelId> _open = [];
    private readonly SortedSet<int> _openAtClient = [];
    private readonly UnknownTexts _unknown = new(choice: 0);
    private string _id = "msg_sallyport";
    private string _model = "";
    private TokenUsage _usage;
    private int _begun;
    private bool _isStarted;
    private bool _isEnding;
    private bool _isStopped;

    /// <inheritdoc/>
    public override void WriteCut(IBufferWriter<byte> to, Refusal refusal, ReleasedAnswer released)
    {
        if (_isStopped)
        {
            return;
        }

        if (!_isStarted)
        {
            WriteStart(to, released);
        }

        foreach (var index in _openAtClient)
        {
            WriteBlockStop(to, index);
        }

        if (!_isEnding)
        {
            WriteEnding(to, refusal);
        }

        SseText.WriteEvent(to, "message_stop"u8, "{\"type\":\"message_stop\"}"u8);
    }

    /// <inheritdoc/>
    public override void WriteFailure(IBufferWriter<byte> to, Refusal refusal)
    {
        var data = new ArrayBufferWriter<byte>(256);
        AnthropicErrors.Write(data, refusal);
        SseText.WriteEvent(to, "error"u8, data.WrittenSpan);
    }

    /// <inheritdoc/>
    protected override void ReadEvent(JsonNode root, EventReading into)
    {
        Span<char> scratch = stackalloc char[32];
        var type = root["type"u8].Short(scratch);
        into.Content.Growing = type is "error" ? null : _unknown;
        switch (type)
        {
            case "ping":
                into.Kind = EventKind.KeepAlive;
                into.Content.Vocabulary(root);
                break;
            case "message_start":
                ReadStart(root, into);
                break;
            case "content_block_start":
                ReadBlockStart(root, into);
                break;
            case "content_block_delta":
                ReadBlockDelta(root, into);
                break;
            case "content_block_stop":
                ReadBlockStop(root, into);
                break;
            case "message_delta":
                ReadMessageDelta(root, into);
                break;
            case "message_stop":
                HasEnded = true;
                into.Kind = EventKind.End;
                into.CompletedBefore.AddRange(_open.Values);
                _open.Clear();
                Rest(root, into);
                Step(new StreamStep(StoppedStep));
                break;
            case "error":
                into.Kind = EventKind.Error;
                into.Content.Unknown(root);
                break;
            default:
                into.Content.Opaque(root, Form.Binary);
                ReadUnknown(root, into);
                break;
        }

        _unknown.EndOthers(into.CompletedBefore);
    }

    /// <inheritdoc/>
    protected override void Apply(StreamStep step)
    {
        switch (step.Kind)
        {
            case StartedStep:
                _isStarted = true;
                break;
            case BlockStartedStep:
                _openAtClient.Add((int)step.Item);
                break;
            case BlockStoppedStep:
                _openAtClient.Remove((int)step.Item);
                break;
            case EndingStep:
                _isEnding = true;
                break;
            default:
                _isStopped = true;
                break;
        }
    }

    private static int? IndexOf(JsonNode root) => root["index"u8].Number() is >= 0 and < MaxBlocks and var index ? (int)index : null;

    // What an event holds beside the fields that its type names.
    private static void Rest(JsonNode root, EventReading into, string own = "")
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in root.Properties)
        {
            var name = property.Known(scratch);
            if (name is "type" or "index")
            {
                into.Content.Structural(property.Value);
            }
            else if (own.Length == 0 || !name.SequenceEqual(own))
            {
                MessagesAnswerReader.ReadField(into.Content, property, scratch);
            }
        }
    }

    private static void ReadUnknown(JsonNode node, EventReading into)
    {
        foreach (var property in node.Properties)
        {
            if (property.IsNamed("type"u8))
            {
                into.Content.Structural(property.Value);
            }
            else
            {
                into.Content.Unknown(property);
            }
        }
    }

    private void ReadStart(JsonNode root, EventReading into)
    {
        var message = root["message"u8];
        if (!message.IsObject)
        {
            into.Kind = EventKind.Malformed;
            return;
        }

        _id = AnswerWords.Of(message["id"u8]);
        _model = AnswerWords.Of(message["model"u8]);
        MessagesAnswerReader.ReadMessage(into.Content, message, SlotKind.Text);
        _begun = message["content"u8].Count;
        NoteUsage(into);
        Rest(root, into, "message");
        Step(new StreamStep(StartedStep));
    }

    private void ReadBlockStart(JsonNode root, EventReading into)
    {
        var block = root["content_block"u8];
        if (IndexOf(root) is not { } index || !block.IsObject || _open.ContainsKey(index))
        {
            into.Kind = EventKind.Malformed;
            return;
        }

        Span<char> scratch = stackalloc char[32];
        _open[index] = new ChannelId(0, block["type"u8].Short(scratch) switch
        {
            "text" or "compaction" => ChannelKind.Text,
            "thinking" => ChannelKind.Reasoning,
            "tool_use" or "server_tool_use" or "mcp_tool_use" => ChannelKind.ToolArguments,
            _ => ChannelKind.Unknown,
        }, index);
        MessagesAnswerReader.ReadBlock(into.Content, block, index, SlotKind.Delta);
        if (index != _begun++ && into.Content.HasDelta)
        {
            // Clients put blocks one behind the other, and deltas where their number says: this text would go on with another block's.
            into.Kind = EventKind.Malformed;
            return;
        }

        Rest(root, into, "content_block");
        Step(new StreamStep(BlockStartedStep, index));
    }

    private void ReadBlockDelta(JsonNode root, EventReading into)
    {
        var delta = root["delta"u8];
        if (IndexOf(root) is not { } index || !delta.IsObject || !_open.TryGetValue(index, out var channel))
        {
            into.Kind = EventKind.Malformed;
            return;
        }

        Span<char> scratch = stackalloc char[32];
        var own = delta["type"u8].Short(scratch) switch
        {
            "text_delta" when channel.Kind is ChannelKind.Text => "text",
            "thinking_delta" when channel.Kind is ChannelKind.Reasoning => "thinking",
            "input_json_delta" when channel.Kind is ChannelKind.ToolArguments => "partial_json",
            "signature_delta" => "signature",
            "citations_delta" => "citation",
            "compaction_delta" when channel.Kind is ChannelKind.Text => "content",
            _ => null,
        };
        if (own is null)
        {
            into.Content.Opaque(delta, Form.Binary);
            ReadUnknown(delta, into);
        }
        else
        {
            ReadDelta(delta, own, channel, into);
        }

        Rest(root, into, "delta");
    }

    private static void ReadDelta(JsonNode delta, string own, ChannelId channel, EventReading into)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in delta.Properties)
        {
            var name = property.Known(scratch);
            if (name is "type")
            {
                into.Content.Structural(property.Value);
            }
            else if (name is "encrypted_content")
            {
                into.Content.Issued(property.Value);
            }
            else if (!name.SequenceEqual(own))
            {
                into.Content.Unknown(property);
            }
            else if (own is "signature")
            {
                into.Content.Issued(property.Value);
            }
            else if (own is "citation")
            {
                into.Content.Item(property.Value);
            }
            else
            {
                into.Content.Text(property.Value, channel, SlotKind.Delta);
            }
        }
    }

    private void ReadBlockStop(JsonNode root, EventReading into)
    {
        if (IndexOf(root) is not { } index || !_open.Remove(index, out var channel))
        {
            into.Kind = EventKind.Malformed;
            return;
        }

        if (channel.Kind is not ChannelKind.Unknown)
        {
            into.Completed.Add(channel);
        }

        Rest(root, into);
        Step(new StreamStep(BlockStoppedStep, index));
    }

    private void ReadMessageDelta(JsonNode root, EventReading into)
    {
        var delta = root["delta"u8];
        if (!delta.IsObject && !delta.IsNothing)
        {
            into.Kind = EventKind.Malformed;
            return;
        }

        Span<char> scratch = stackalloc char[32];
        foreach (var property in delta.Properties)
        {
            MessagesAnswerReader.ReadField(into.Content, property, scratch);
        }

        Rest(root, into, "delta");
        NoteUsage(into);
        Step(new StreamStep(EndingStep));
    }

    private void NoteUsage(EventReading into)
    {
        if (into.Content.Usage is { } usage)
        {
            _usage = _usage.With(usage);
            into.Content.Usage = _usage;
        }
    }

    private void WriteStart(IBufferWriter<byte> to, ReleasedAnswer released)
    {
        var data = new ArrayBufferWriter<byte>(256);
        data.Write("{\"type\":\"message_start\",\"message\":{\"id\":"u8);
        JsonText.WriteString(data, released.Word(_id));
        data.Write(",\"type\":\"message\",\"role\":\"assistant\",\"model\":"u8);
        JsonText.WriteString(data, released.Word(_model));
        data.Write(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":"u8);
        JsonText.WriteNumber(data, ReleasedAnswer.Number(_usage.Input));
        data.Write(",\"output_tokens\":0}}}"u8);
        SseText.WriteEvent(to, "message_start"u8, data.WrittenSpan);
    }

    private static void WriteBlockStop(IBufferWriter<byte> to, int index)
    {
        var data = new ArrayBufferWriter<byte>(64);
        data.Write("{\"type\":\"content_block_stop\",\"index\":"u8);
        JsonText.WriteNumber(data, index);
        data.Write("}"u8);
        SseText.WriteEvent(to, "content_block_stop"u8, data.WrittenSpan);
    }

    private void WriteEnding(IBufferWriter<byte> to, Refusal refusal)
    {
        var data = new ArrayBufferWriter<byte>(256);
        data.Write("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\",\"stop_sequence\":null,\"stop_details\":"u8);
        MessagesDialect.WriteStopDetails(data, refusal);
        data.Write("},\"usage\":{\"output_tokens\":"u8);
        JsonText.WriteNumber(data, ReleasedAnswer.Number(_usage.Output));
        data.Write("}}"u8);
        SseText.WriteEvent(to, "message_delta"u8, data.WrittenSpan);
    }
}
