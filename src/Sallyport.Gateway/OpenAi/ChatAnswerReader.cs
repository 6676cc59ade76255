using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>Reads the body of a Chat Completions answer.</summary>
internal static class ChatAnswerReader
{
    /// <summary>The channel's item of a <c>function_call</c>, the form before tool calls were numbered.</summary>
    public const int LegacyCall = -1;

    /// <summary>The fault where a call is written so that no policy could tell which tool it names, and some client might still find it.</summary>
    public const string NoCall = "Something else stands where the protocol has tool calls.";

    private static readonly ReadOnlyMemory<byte> s_null = "null"u8.ToArray();

    /// <summary>Reads the body.</summary>
    public static AnswerReading Read(ReadOnlyMemory<byte> body)
    {
        var answer = new AnswerReading();
        var content = answer.Content;
        if (!content.Map.TryRead(body, JsonLimits.Answer, out var fault))
        {
            answer.Fault = fault.Message;
            return answer;
        }

        if (!answer.Root["choices"u8].IsArray)
        {
            answer.Fault = "The answer has no choices.";
            return answer;
        }

        Span<char> scratch = stackalloc char[32];
        foreach (var property in answer.Root.Properties)
        {
            if (property.Known(scratch) is not "choices")
            {
                Read(content, property, scratch);
                continue;
            }

            var position = 0;
            foreach (var choice in property.Value.Items)
            {
                ReadChoice(content, choice, position++);
            }
        }

        return answer;
    }

    /// <summary>Reads a field that answers and chunks have in common; false for one that nobody knows.</summary>
    public static bool TryReadField(AnswerContent content, JsonProperty property, Span<char> scratch)
    {
        switch (property.Known(scratch))
        {
            case "id" or "object" or "created" or "model" or "system_fingerprint" or "service_tier":
                content.Structural(property.Value);
                return true;
            case "obfuscation":
                content.Padding(property.Value, new ChannelId(0, ChannelKind.Text));
                return true;
            case "usage":
                content.Usage = Usage(property.Value) ?? content.Usage;
                content.Vocabulary(property.Value);
                return true;
            case "prompt_filter_results" or "content_filter_results" or "content_filter_offsets" or "content_filter_result" or "prompt_annotations":
                // Azure's own verdicts: words and numbers.
                content.Vocabulary(property.Value);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Token counts.</summary>
    public static TokenUsage? Usage(JsonNode usage) => usage.IsObject
        ? new TokenUsage(
            usage["prompt_tokens"u8].Number(),
            usage["completion_tokens"u8].Number(),
            usage["prompt_tokens_details"u8]["cached_tokens"u8].Number(),
            usage["completion_tokens_details"u8]["reasoning_tokens"u8].Number())
        : null;

    /// <summary>The channel's item of the first of a message's <c>reasoning_details</c>.</summary>
    public const int FirstDetail = 3;

    /// <summary>Reads a field of one of the <c>reasoning_details</c> other than its text.</summary>
    public static void ReadDetailField(AnswerContent content, JsonProperty property, Span<char> scratch)
    {
        switch (property.Known(scratch))
        {
            case "type" or "id" or "format" or "index":
                content.Structural(property.Value);
                break;
            case "data" or "signature":
                content.Issued(property.Value);
                break;
            default:
                content.Unknown(property);
                break;
        }
    }

    /// <summary>Whether a field of one of the <c>reasoning_details</c> is its text.</summary>
    public static bool IsDetailText(JsonProperty property) => property.Value.IsString && (property.IsNamed("text"u8) || property.IsNamed("summary"u8));

    /// <summary>Which of the reasoning fields it is; providers send one, or two with the same text.</summary>
    public static int ReasoningItem(ReadOnlySpan<char> name) => name switch
    {
        "reasoning_content" => 0,
        "reasoning" => 1,
        _ => 2,
    };

    private static void Read(AnswerContent content, JsonProperty property, Span<char> scratch)
    {
        if (!TryReadField(content, property, scratch))
        {
            content.Unknown(property);
        }
    }

    private static void ReadChoice(AnswerContent content, JsonNode node, int position)
    {
        var choice = (int)Math.Clamp(node["index"u8].Number() ?? position, 0, int.MaxValue);
        Span<char> scratch = stackalloc char[32];
        foreach (var property in node.Properties)
        {
            switch (property.Known(scratch))
            {
                case "message" when property.Value.IsObject:
                    ReadMessage(content, property.Value, choice);
                    break;
                case "finish_reason" or "index":
                    content.Structural(property.Value);
                    break;
                case "logprobs":
                    content.LogProb(property.Value, new ChannelId(choice, ChannelKind.Text), s_null);
                    break;
                default:
                    Read(content, property, scratch);
                    break;
            }
        }

        if (!node.IsObject)
        {
            content.UnknownItem(node);
        }
    }

    private static void ReadMessage(AnswerContent content, JsonNode message, int choice)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in message.Properties)
        {
            var value = property.Value;
            switch (property.Known(scratch))
            {
                case "role":
                    content.Structural(value);
                    break;
                case "content" when value.IsArray:
                    ReadParts(content, value, choice);
                    break;
                case "content":
                    content.Text(value, new ChannelId(choice, ChannelKind.Text), SlotKind.Text);
                    break;
                case "reasoning_content" or "reasoning" or "thinking" when !value.IsObject && !value.IsArray:
                    var item = ReasoningItem(property.Known(scratch));
                    content.Text(value, new ChannelId(choice, ChannelKind.Reasoning, item), SlotKind.Text);
                    break;
                case "reasoning_details" when value.IsArray:
                    ReadDetails(content, value, choice);
                    break;
                case "refusal":
                    content.Text(value, new ChannelId(choice, ChannelKind.Refusal), SlotKind.Text);
                    break;
                case "audio" when value.IsObject:
                    ReadAudio(content, value, choice);
                    break;
                case "tool_calls" when value.IsArray:
                    content.IsInCall = true;
                    ReadToolCalls(content, value, choice);
                    content.IsInCall = false;
                    break;
                case "function_call" when value.IsObject:
                    content.IsInCall = true;
                    ReadCall(content, value, default, new ChannelId(choice, ChannelKind.ToolArguments, LegacyCall), isJson: true);
                    content.IsInCall = false;
                    break;
                case "tool_calls" when value.IsObject:
                case "function_call" when value.IsArray:
                    content.Fault ??= NoCall;
                    break;
                default:
                    content.Unknown(property);
                    break;
            }
        }
    }

    private static void ReadDetails(AnswerContent content, JsonNode details, int choice)
    {
        Span<char> scratch = stackalloc char[16];
        var index = 0;
        foreach (var detail in details.Items)
        {
            var channel = new ChannelId(choice, ChannelKind.Reasoning, FirstDetail + index++);
            foreach (var property in detail.Properties)
            {
                if (IsDetailText(property))
                {
                    content.Text(property.Value, channel, SlotKind.Text);
                }
                else
                {
                    ReadDetailField(content, property, scratch);
                }
            }

            if (!detail.IsObject)
            {
                content.UnknownItem(detail);
            }
        }
    }

    // Some providers answer with parts as requests have them.
    private static void ReadParts(AnswerContent content, JsonNode parts, int choice)
    {
        var index = 0;
        foreach (var part in parts.Items)
        {
            index++;
            if (!part["type"u8].Is("text"u8))
            {
                content.UnknownItem(part);
                continue;
            }

            foreach (var property in part.Properties)
            {
                if (property.IsNamed("text"u8))
                {
                    content.Text(property.Value, new ChannelId(choice, ChannelKind.Text, 0, index), SlotKind.Text);
                }
                else if (!property.IsNamed("type"u8))
                {
                    content.Unknown(property);
                }
            }
        }
    }

    private static void ReadAudio(AnswerContent content, JsonNode audio, int choice)
    {
        Span<char> scratch = stackalloc char[16];
        foreach (var property in audio.Properties)
        {
            if (property.Known(scratch) is "transcript")
            {
                content.Text(property.Value, new ChannelId(choice, ChannelKind.AudioTranscript), SlotKind.Text);
            }
            else
            {
                ReadAudioField(content, property, scratch);
            }
        }
    }

    /// <summary>Reads a field of spoken output other than its transcript.</summary>
    public static void ReadAudioField(AnswerContent content, JsonProperty property, Span<char> scratch)
    {
        switch (property.Known(scratch))
        {
            case "id" or "expires_at":
                content.Structural(property.Value);
                break;
            case "data" when property.Value.IsString:
                content.Opaque(property.Value, Form.Audio);
                break;
            default:
                content.Unknown(property);
                break;
        }
    }

    private static void ReadToolCalls(AnswerContent content, JsonNode calls, int choice)
    {
        Span<char> scratch = stackalloc char[16];
        var index = 0;
        foreach (var call in calls.Items)
        {
            var channel = new ChannelId(choice, ChannelKind.ToolArguments, index++);
            if (!call["function"u8].IsObject && !call["custom"u8].IsObject)
            {
                // A call all the same: policy has to allow what it can't name.
                content.ToolCalls.Add(new ToolCallHead(channel, "", AnswerWords.Of(call["id"u8]), IsJson: true, IsByProvider: false));
            }

            foreach (var property in call.Properties)
            {
                switch (property.Known(scratch))
                {
                    case "id" or "type" or "index":
                        content.Structural(property.Value);
                        break;
                    case "function" when property.Value.IsObject:
                        ReadCall(content, property.Value, call["id"u8], channel, isJson: true);
                        break;
                    case "custom" when property.Value.IsObject:
                        ReadCall(content, property.Value, call["id"u8], channel, isJson: false);
                        break;
                    default:
                        content.Unknown(property);
                        break;
                }
            }

            if (!call.IsObject)
            {
                content.UnknownItem(call);
            }
        }
    }

    private static void ReadCall(AnswerContent content, JsonNode call, JsonNode id, ChannelId channel, bool isJson)
    {
        content.ToolCalls.Add(new ToolCallHead(channel, AnswerWords.Of(call["name"u8]), AnswerWords.Of(id), isJson, IsByProvider: false));
        foreach (var property in call.Properties)
        {
            if (property.IsNamed("arguments"u8) && (property.Value.IsObject || property.Value.IsArray))
            {
                content.Value(property.Value, channel);
            }
            else if (property.IsNamed("arguments"u8))
            {
                content.Text(property.Value, channel, SlotKind.NestedJson);
            }
            else if (property.IsNamed("input"u8))
            {
                content.Text(property.Value, channel, SlotKind.Text);
            }
            else if (property.IsNamed("name"u8))
            {
                // Chosen by the model, so a text like any other.
                content.Unknown(property.Value);
            }
            else
            {
                content.Unknown(property);
            }
        }
    }
}
