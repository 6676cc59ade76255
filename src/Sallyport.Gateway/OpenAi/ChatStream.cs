using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>Follows a streamed Chat Completions answer.</summary>
internal sealed partial class ChatStream : AnswerStream
{
    /// <summary>The most choices that OpenAI gives.</summary>
    public const int MaxChoices = 128;

    private const int MaxCalls = 1024;
    private const int BegunStep = 1;
    private const int FinishedStep = 2;
    private const int DoneStep = 3;

    private static readonly ReadOnlyMemory<byte> s_null = "null"u8.ToArray();

    private readonly List<StreamedChoice> _choices = [];
    // What stands beside the choices.
    private readonly UnknownTexts _unknown = new(choice: -1);
    // Of an event that has one choice twice many clients read the first alone.
    private readonly HashSet<int> _inEvent = [];
    private readonly HashSet<int> _begun = [];
    private readonly HashSet<int> _finished = [];
    private readonly HashSet<int> _ended = [];
    private string? _id;
    private string _model = "";
    private long _created;
    private bool _isDone;

    /// <inheritdoc/>
    protected override bool IsEndMark(ReadOnlySpan<byte> data) => data.SequenceEqual("[DONE]"u8);

    /// <inheritdoc/>
    protected override void ReadEnd(EventReading into)
    {
        foreach (var choice in _choices)
        {
            choice.End(into.CompletedBefore);
        }

        _unknown.End(into.CompletedBefore);
        Step(new StreamStep(DoneStep));
    }

    /// <inheritdoc/>
    protected override void ReadEvent(JsonNode root, EventReading into)
    {
        var choices = root["choices"u8];
        if (!choices.IsArray && !root["error"u8].IsNothing)
        {
            into.Kind = EventKind.Error;
            into.Content.Unknown(root);
            return;
        }

        if (!choices.IsArray && !choices.IsNothing)
        {
            // A client finds choices in {"0":{…}} as well.
            into.Kind = EventKind.Malformed;
            return;
        }

        if (_id is null)
        {
            _id = AnswerWords.Of(root["id"u8]);
            _model = AnswerWords.Of(root["model"u8]);
            _created = ReleasedAnswer.Number(root["created"u8].Number());
        }

        into.Content.Growing = _unknown;
        Span<char> scratch = stackalloc char[32];
        foreach (var property in root.Properties)
        {
            if (property.Known(scratch) is not "choices")
            {
                ReadField(property, into, scratch);
                continue;
            }

            var position = 0;
            _inEvent.Clear();
            foreach (var choice in choices.Items)
            {
                ReadChoice(choice, position++, into);
            }
        }

        _unknown.EndOthers(into.CompletedBefore);
        HasEnded = _choices.Count > 0 && _ended.Count == _choices.Count;
    }

    /// <inheritdoc/>
    protected override void Apply(StreamStep step)
    {
        switch (step.Kind)
        {
            case BegunStep:
                _begun.Add((int)step.Item);
                break;
            case FinishedStep:
                _finished.Add((int)step.Item);
                break;
            default:
                _isDone = true;
                break;
        }
    }

    // Clients join 1.0 and "1" to 1: a number that is written in another way is none.
    private static long IndexOf(JsonNode item, int position) => item["index"u8] is { IsNothing: false } index ? index.Number() ?? -1 : position;

    private void ReadChoice(JsonNode node, int position, EventReading into)
    {
        var number = IndexOf(node, position);
        if (number is not (>= 0 and < MaxChoices) || !node.IsObject || !_inEvent.Add((int)number))
        {
            into.Kind = EventKind.Malformed;
            return;
        }

        var choice = Choice((int)number);
        var isFinished = false;
        into.Content.Growing = choice.Unknown;
        Span<char> scratch = stackalloc char[32];
        foreach (var property in node.Properties)
        {
            switch (property.Known(scratch))
            {
                case "delta" when property.Value.IsObject:
                    ReadDelta(property.Value, choice, into);
                    break;
                case "finish_reason":
                    isFinished = property.Value.IsString;
                    into.Content.Structural(property.Value);
                    break;
                case "index":
                    into.Content.Structural(property.Value);
                    break;
                case "logprobs":
                    into.Content.LogProb(property.Value, new ChannelId(choice.Index, ChannelKind.Text), s_null);
                    break;
                default:
                    ReadField(property, into, scratch);
                    break;
            }
        }

        into.Content.Growing = _unknown;
        choice.Unknown.EndOthers(into.CompletedBefore);
        if (isFinished)
        {
            choice.End(into.Completed);
            _ended.Add(choice.Index);
            Step(new StreamStep(FinishedStep, choice.Index));
        }
    }

    private static void ReadField(JsonProperty property, EventReading into, Span<char> scratch)
    {
        if (!ChatAnswerReader.TryReadField(into.Content, property, scratch))
        {
            into.Content.Unknown(property);
        }
    }

    private void ReadDelta(JsonNode delta, StreamedChoice choice, EventReading into)
    {
        Step(new StreamStep(BegunStep, choice.Index));
        Span<char> scratch = stackalloc char[32];
        foreach (var property in delta.Properties)
        {
            var value = property.Value;
            switch (property.Known(scratch))
            {
                case "role":
                    into.Content.Structural(value);
                    break;
                case "content" when !value.IsArray:
                    Continue(value, ChannelKind.Text, 0, choice, into);
                    break;
                case "reasoning_content" or "reasoning" or "thinking" when !value.IsObject && !value.IsArray:
                    Continue(value, ChannelKind.Reasoning, ChatAnswerReader.ReasoningItem(property.Known(scratch)), choice, into);
                    break;
                case "reasoning_details" when value.IsArray:
                    ReadDetails(value, choice, into);
                    break;
                case "refusal":
                    Continue(value, ChannelKind.Refusal, 0, choice, into);
                    break;
                case "audio" when value.IsObject:
                    ReadAudio(value, choice, into);
                    break;
                case "tool_calls" when value.IsArray:
                    into.Content.IsInCall = true;
                    ReadToolCalls(value, choice, into);
                    into.Content.IsInCall = false;
                    break;
                case "function_call" when value.IsObject:
                    into.Content.IsInCall = true;
                    ReadCall(value, default, choice, ChatAnswerReader.LegacyCall, isJson: true, into);
                    into.Content.IsInCall = false;
                    break;
                case "tool_calls" when value.IsObject:
                case "function_call" when value.IsArray:
                    into.Content.Fault ??= ChatAnswerReader.NoCall;
                    break;
                default:
                    into.Content.Unknown(property);
                    break;
            }
        }
    }

    private static void Continue(JsonNode value, ChannelKind kind, int item, StreamedChoice choice, EventReading into)
    {
        if (value is { IsString: true, Content.IsEmpty: false })
        {
            into.Content.Text(value, choice.Continue(kind, item, into.CompletedBefore), SlotKind.Delta);
        }
        else
        {
            into.Content.Text(value, default, SlotKind.Delta);
        }
    }

    private static void ReadDetails(JsonNode details, StreamedChoice choice, EventReading into)
    {
        Span<char> scratch = stackalloc char[16];
        var position = 0;
        foreach (var detail in details.Items)
        {
            var number = IndexOf(detail, position++);
            if (number < 0)
            {
                into.Kind = EventKind.Malformed;
                return;
            }

            var index = (int)Math.Min(number, MaxCalls);
            foreach (var property in detail.Properties)
            {
                if (ChatAnswerReader.IsDetailText(property))
                {
                    Continue(property.Value, ChannelKind.Reasoning, ChatAnswerReader.FirstDetail + index, choice, into);
                }
                else
                {
                    ChatAnswerReader.ReadDetailField(into.Content, property, scratch);
                }
            }

            if (!detail.IsObject)
            {
                into.Content.UnknownItem(detail);
            }
        }
    }

    private static void ReadAudio(JsonNode audio, StreamedChoice choice, EventReading into)
    {
        Span<char> scratch = stackalloc char[16];
        foreach (var property in audio.Properties)
        {
            if (property.Known(scratch) is "transcript")
            {
                Continue(property.Value, ChannelKind.AudioTranscript, 0, choice, into);
            }
            else
            {
                ChatAnswerReader.ReadAudioField(into.Content, property, scratch);
            }
        }
    }

    private static void ReadToolCalls(JsonNode calls, StreamedChoice choice, EventReading into)
    {
        Span<char> scratch = stackalloc char[16];
        var position = 0;
        foreach (var call in calls.Items)
        {
            var index = call["index"u8].IsNothing ? position++ : IndexOf(call, position);
            if (index is not (>= 0 and < MaxCalls) || !call.IsObject)
            {
                into.Kind = EventKind.Malformed;
                return;
            }

            if (call["type"u8].IsString && !call["function"u8].IsObject && !call["custom"u8].IsObject)
            {
                // A call all the same: policy has to allow what it can't name.
                var channel = choice.Continue(ChannelKind.ToolArguments, (int)index, into.CompletedBefore);
                into.Content.ToolCalls.Add(new ToolCallHead(channel, "", AnswerWords.Of(call["id"u8]), IsJson: true, IsByProvider: false));
            }

            foreach (var property in call.Properties)
            {
                switch (property.Known(scratch))
                {
                    case "index" or "id" or "type":
                        into.Content.Structural(property.Value);
                        break;
                    case "function" when property.Value.IsObject:
                        ReadCall(property.Value, call["id"u8], choice, (int)index, isJson: true, into);
                        break;
                    case "custom" when property.Value.IsObject:
                        ReadCall(property.Value, call["id"u8], choice, (int)index, isJson: false, into);
                        break;
                    default:
                        into.Content.Unknown(property);
                        break;
                }
            }
        }
    }

    private static void ReadCall(JsonNode call, JsonNode id, StreamedChoice choice, int item, bool isJson, EventReading into)
    {
        var channel = choice.Continue(ChannelKind.ToolArguments, item, into.CompletedBefore);
        var name = call["name"u8];
        if (name.IsString || id.IsString)
        {
            into.Content.ToolCalls.Add(new ToolCallHead(channel, AnswerWords.Of(name), AnswerWords.Of(id), isJson, IsByProvider: false));
        }

        foreach (var property in call.Properties)
        {
            if (property.IsNamed("arguments"u8) && (property.Value.IsObject || property.Value.IsArray))
            {
                into.Content.Value(property.Value, channel);
            }
            else if (property.IsNamed("arguments"u8) || property.IsNamed("input"u8))
            {
                into.Content.Text(property.Value, channel, SlotKind.Delta);
            }
            else if (property.IsNamed("name"u8))
            {
                into.Content.Unknown(property.Value);
            }
            else
            {
                into.Content.Unknown(property);
            }
        }
    }

    private StreamedChoice Choice(int number)
    {
        foreach (var known in _choices)
        {
            if (known.Index == number)
            {
                return known;
            }
        }

        var choice = new StreamedChoice(number);
        _choices.Add(choice);
        return choice;
    }
}
