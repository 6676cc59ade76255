using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>
/// Reads response objects, items and parts, whether they are a whole answer or stand in an event. A channel's item is the output item's
/// index, its part the index of the content or summary part.
/// </summary>
internal class ResponsesAnswerReader(AnswerContent content)
{
    /// <summary>Reasoning text is numbered apart from reasoning summaries, which an item can have as well.</summary>
    public const int FirstReasoningText = 1 << 16;

    private static readonly ReadOnlyMemory<byte> s_none = "[]"u8.ToArray();

    /// <summary>Where the texts go.</summary>
    protected AnswerContent Content => content;

    /// <summary>Whether an item's type is a call that the client would run.</summary>
    public static bool IsClientCall(JsonNode type)
    {
        Span<char> scratch = stackalloc char[32];
        return type.Short(scratch) is "function_call" or "custom_tool_call" or "mcp_approval_request" or "tool_search_call" || IsAction(type.Short(scratch));
    }

    /// <summary>Reads a response object.</summary>
    public void ReadResponse(JsonNode response)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in response.Properties)
        {
            var value = property.Value;
            switch (property.Known(scratch))
            {
                case "output" when value.IsArray:
                    var index = 0;
                    foreach (var item in value.Items)
                    {
                        ReadItem(item, IndexOf(item, index++));
                    }

                    break;
                case "usage":
                    content.Usage = Usage(value) ?? content.Usage;
                    content.Vocabulary(value);
                    break;
                case "instructions" or "tools" or "tool_choice" or "text" or "metadata" or "user" or "prompt" or "safety_identifier"
                    or "prompt_cache_key":
                    content.Echo(value);
                    break;
                case "id" or "object" or "created_at" or "completed_at" or "status" or "background" or "model" or "previous_response_id"
                    or "service_tier" or "truncation" or "prompt_cache_retention":
                    content.Structural(value);
                    break;
                case "parallel_tool_calls" or "store" or "temperature" or "top_p" or "top_logprobs" or "max_output_tokens" or "max_tool_calls"
                    or "presence_penalty" or "frequency_penalty":
                    content.Structural(value);
                    break;
                case "reasoning" or "incomplete_details" or "conversation" or "billing" or "moderation" or "content_filters":
                    content.Vocabulary(value);
                    break;
                case "error":
                    content.Item(value);
                    break;
                default:
                    content.Unknown(property);
                    break;
            }
        }
    }

    /// <summary>Reads an output item.</summary>
    public void ReadItem(JsonNode item, int index)
    {
        Span<char> scratch = stackalloc char[32];
        switch (item["type"u8].Short(scratch))
        {
            case "message" or "reasoning":
                ReadFields(item, index);
                break;
            case "function_call":
                ReadCall(item, index, isJson: true, isByProvider: false);
                break;
            case "custom_tool_call":
                ReadCall(item, index, isJson: false, isByProvider: false);
                break;
            case "mcp_call":
                ReadCall(item, index, isJson: true, isByProvider: true);
                break;
            case "mcp_approval_request":
                // The provider runs it, but not before the client has said yes: here it can still be stopped.
                ReadCall(item, index, isJson: true, isByProvider: false);
                break;
            case "code_interpreter_call" or "program":
                ReadCall(item, index, isJson: false, isByProvider: true);
                break;
            case "tool_search_call":
                ReadAction(item, index, isByProvider: !item["execution"u8].Is("client"u8));
                break;
            case var action when IsAction(action):
                ReadAction(item, index, isByProvider: false);
                break;
            case "image_generation_call":
                ReadImage(item);
                break;
            case "web_search_call" or "file_search_call" or "mcp_list_tools" or "mcp_approval_response" or "compaction" or "program_output"
                or "tool_search_output" or "additional_tools" or "function_call_output" or "custom_tool_call_output" or "computer_call_output"
                or "local_shell_call_output" or "shell_call_output" or "apply_patch_call_output":
                content.Item(item);
                break;
            default:
                content.UnknownItem(item);
                break;
        }
    }

    /// <summary>Reads a content or summary part.</summary>
    public void ReadPart(JsonNode part, int item, int index)
    {
        Span<char> scratch = stackalloc char[32];
        var channel = part["type"u8].Short(scratch) switch
        {
            "output_text" or "text" => new ChannelId(0, ChannelKind.Text, item, index),
            "refusal" => new ChannelId(0, ChannelKind.Refusal, item, index),
            "summary_text" => new ChannelId(0, ChannelKind.Reasoning, item, index),
            "reasoning_text" => new ChannelId(0, ChannelKind.Reasoning, item, FirstReasoningText + index),
            _ => (ChannelId?)null,
        };
        if (channel is not { } known)
        {
            content.UnknownItem(part);
            return;
        }

        foreach (var property in part.Properties)
        {
            switch (property.Known(scratch))
            {
                case "type":
                    content.Structural(property.Value);
                    break;
                case "text" or "refusal":
                    ReadText(property.Value, known, SlotKind.Text);
                    break;
                case "logprobs":
                    LogProbs(property.Value, known);
                    break;
                case "annotations":
                    content.Item(property.Value);
                    break;
                default:
                    content.Unknown(property);
                    break;
            }
        }
    }

    /// <summary>Takes token probabilities out of a channel.</summary>
    public void LogProbs(JsonNode value, ChannelId channel)
    {
        if (value is { IsArray: true, Count: 0 })
        {
            return;
        }

        content.LogProb(value, channel, s_none);
    }

    /// <summary>The output index of an item of a response: its position, unless its events gave it another.</summary>
    protected virtual int IndexOf(JsonNode item, int position) => position;

    /// <summary>A call's arguments as a JSON value; a stream tells whether they are whole.</summary>
    protected virtual void ReadValue(JsonNode value, ChannelId channel) => content.Value(value, channel);

    /// <summary>A text as a whole; a stream tells whether it is new, goes on, or repeats.</summary>
    protected virtual void ReadText(JsonNode text, ChannelId channel, SlotKind kind) => content.Text(text, channel, kind);

    // OpenAI's own tools that the client executes.
    private static bool IsAction(ReadOnlySpan<char> type) => type is "computer_call" or "local_shell_call" or "shell_call" or "apply_patch_call";

    private static TokenUsage? Usage(JsonNode usage) => usage.IsObject
        ? new TokenUsage(
            usage["input_tokens"u8].Number(),
            usage["output_tokens"u8].Number(),
            usage["input_tokens_details"u8]["cached_tokens"u8].Number(),
            usage["output_tokens_details"u8]["reasoning_tokens"u8].Number())
        : null;

    private void ReadFields(JsonNode item, int index)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in item.Properties)
        {
            var value = property.Value;
            switch (property.Known(scratch))
            {
                case "type" or "id" or "status" or "role" or "phase":
                    content.Structural(value);
                    break;
                case "content" or "summary" when value.IsArray:
                    var part = 0;
                    foreach (var node in value.Items)
                    {
                        ReadPart(node, index, part++);
                    }

                    break;
                case "encrypted_content":
                    content.Issued(value);
                    break;
                default:
                    content.Unknown(property);
                    break;
            }
        }
    }

    private void ReadCall(JsonNode item, int index, bool isJson, bool isByProvider)
    {
        content.IsInCall = true;
        ReadCallFields(item, index, isJson, isByProvider);
        content.IsInCall = false;
    }

    private void ReadCallFields(JsonNode item, int index, bool isJson, bool isByProvider)
    {
        var channel = new ChannelId(0, ChannelKind.ToolArguments, index);
        content.ToolCalls.Add(new ToolCallHead(
            channel, AnswerWords.Of(item["name"u8]) is { Length: > 0 } name ? name : ToolOf(item), AnswerWords.Of(item["call_id"u8]), isJson, isByProvider));
        Span<char> scratch = stackalloc char[32];
        foreach (var property in item.Properties)
        {
            var value = property.Value;
            switch (property.Known(scratch))
            {
                case "type" or "id" or "status" or "call_id" or "container_id" or "approval_request_id":
                    content.Structural(value);
                    break;
                case "arguments":
                    ReadText(value, channel, SlotKind.NestedJson);
                    break;
                case "input" or "code":
                    ReadText(value, channel, SlotKind.Text);
                    break;
                case "name" or "namespace" or "server_label" or "output":
                    content.Unknown(value);
                    break;
                case "outputs" or "error":
                    content.Item(value);
                    break;
                default:
                    content.Unknown(property);
                    break;
            }
        }
    }

    // A tool without a name of its own has its type's, as requests declare it: without "_call".
    private static string ToolOf(JsonNode item) => AnswerWords.Of(item["type"u8]) is var type && type.EndsWith("_call", StringComparison.Ordinal) ? type[..^5] : type;

    private void ReadAction(JsonNode item, int index, bool isByProvider)
    {
        content.IsInCall = true;
        ReadActionFields(item, index, isByProvider);
        content.IsInCall = false;
    }

    private void ReadActionFields(JsonNode item, int index, bool isByProvider)
    {
        var channel = new ChannelId(0, ChannelKind.ToolArguments, index);
        content.ToolCalls.Add(new ToolCallHead(channel, ToolOf(item), AnswerWords.Of(item["call_id"u8]), IsJson: true, isByProvider));
        Span<char> scratch = stackalloc char[32];
        foreach (var property in item.Properties)
        {
            var value = property.Value;
            switch (property.Known(scratch))
            {
                case "type" or "id" or "status" or "call_id" or "execution" or "created_by":
                    content.Structural(value);
                    break;
                case "action" or "operation" or "arguments":
                    ReadValue(value, channel);
                    break;
                case "actions":
                    ReadValue(value, channel with { Part = 1 });
                    break;
                case "pending_safety_checks" or "environment" or "caller":
                    content.Item(value);
                    break;
                default:
                    content.Unknown(property);
                    break;
            }
        }
    }

    private void ReadImage(JsonNode item)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in item.Properties)
        {
            switch (property.Known(scratch))
            {
                case "type" or "id" or "status" or "background" or "output_format" or "quality" or "size":
                    content.Structural(property.Value);
                    break;
                case "result" when property.Value.IsString:
                    content.Opaque(property.Value, Form.Image);
                    break;
                case "result":
                    content.Unknown(property.Value);
                    break;
                default:
                    content.Unknown(property);
                    break;
            }
        }
    }
}
