using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.Anthropic;

/// <summary>Reads the body of a Messages answer. Blocks are channels' items; there is one choice.</summary>
internal static class MessagesAnswerReader
{
    /// <summary>Reads the body.</summary>
    public static AnswerReading Read(ReadOnlyMemory<byte> body)
    {
        var answer = new AnswerReading();
        if (!answer.Content.Map.TryRead(body, JsonLimits.Answer, out var fault))
        {
            answer.Fault = fault.Message;
        }
        else if (!answer.Root["content"u8].IsArray)
        {
            answer.Fault = "The answer has no content.";
        }
        else
        {
            ReadMessage(answer.Content, answer.Root, SlotKind.Text);
        }

        return answer;
    }

    /// <summary>Reads a message: the whole answer, or what a stream begins with.</summary>
    public static void ReadMessage(AnswerContent content, JsonNode message, SlotKind kind)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in message.Properties)
        {
            var value = property.Value;
            switch (property.Known(scratch))
            {
                case "content" when value.IsArray:
                    var index = 0;
                    foreach (var block in value.Items)
                    {
                        ReadBlock(content, block, index++, kind);
                    }

                    break;
                default:
                    ReadField(content, property, scratch);
                    break;
            }
        }
    }

    /// <summary>Reads a field that messages and their deltas have in common.</summary>
    public static void ReadField(AnswerContent content, JsonProperty property, Span<char> scratch)
    {
        var value = property.Value;
        switch (property.Known(scratch))
        {
            case "id" or "type" or "role" or "model" or "stop_reason":
                content.Structural(value);
                break;
            case "usage":
                content.Usage = Usage(value);
                content.Vocabulary(value);
                break;
            case "context_management" or "container":
                content.Vocabulary(value);
                break;
            case "stop_sequence":
                content.Unknown(value);
                break;
            case "stop_details":
                content.Item(value);
                break;
            default:
                content.Unknown(property);
                break;
        }
    }

    /// <summary>Reads a content block.</summary>
    public static void ReadBlock(AnswerContent content, JsonNode block, int index, SlotKind kind)
    {
        Span<char> scratch = stackalloc char[48];
        var type = block["type"u8].Short(scratch);
        switch (type)
        {
            case "text":
                ReadFields(content, block, "text", new ChannelId(0, ChannelKind.Text, index), kind);
                break;
            case "thinking":
                ReadFields(content, block, "thinking", new ChannelId(0, ChannelKind.Reasoning, index), kind);
                break;
            case "compaction":
                ReadFields(content, block, "content", new ChannelId(0, ChannelKind.Text, index), kind);
                break;
            case "redacted_thinking":
                ReadFields(content, block, "", default, kind);
                break;
            case "tool_use":
                content.IsInCall = true;
                ReadToolUse(content, block, index, isByProvider: false);
                content.IsInCall = false;
                break;
            case "server_tool_use" or "mcp_tool_use":
                content.IsInCall = true;
                ReadToolUse(content, block, index, isByProvider: true);
                content.IsInCall = false;
                break;
            case "web_search_tool_result" or "web_fetch_tool_result" or "code_execution_tool_result" or "bash_code_execution_tool_result"
                or "text_editor_code_execution_tool_result" or "mcp_tool_result" or "tool_search_tool_result" or "tool_reference"
                or "advisor_tool_result" or "mcp_tool_listing" or "fallback":
                content.Item(block);
                break;
            case "container_upload":
                content.Opaque(block, Form.Binary);
                content.Item(block);
                break;
            default:
                content.UnknownItem(block);
                break;
        }
    }

    /// <summary>Whether a block's type is a tool call that the client would run.</summary>
    public static bool IsToolUse(JsonNode type) => type.Is("tool_use"u8);

    /// <summary>Token counts. Anthropic counts cached input apart.</summary>
    public static TokenUsage? Usage(JsonNode usage)
    {
        if (!usage.IsObject)
        {
            return null;
        }

        var cached = usage["cache_read_input_tokens"u8].Number();
        var input = usage["input_tokens"u8].Number() is { } own
            ? own + (cached ?? 0) + (usage["cache_creation_input_tokens"u8].Number() ?? 0)
            : (long?)null;
        return new TokenUsage(input, usage["output_tokens"u8].Number(), cached, null);
    }

    private static void ReadFields(AnswerContent content, JsonNode block, string own, ChannelId channel, SlotKind kind)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in block.Properties)
        {
            var value = property.Value;
            var name = property.Known(scratch);
            if (own.Length > 0 && name.SequenceEqual(own))
            {
                content.Text(value, channel, kind);
                continue;
            }

            switch (name)
            {
                case "type":
                    content.Structural(value);
                    break;
                case "signature" or "data" or "encrypted_content":
                    content.Issued(value);
                    break;
                case "citations":
                    content.Item(value);
                    break;
                default:
                    content.Unknown(property);
                    break;
            }
        }
    }

    private static void ReadToolUse(AnswerContent content, JsonNode block, int index, bool isByProvider)
    {
        var channel = new ChannelId(0, ChannelKind.ToolArguments, index);
        content.ToolCalls.Add(new ToolCallHead(
            channel, AnswerWords.Of(block["name"u8]), AnswerWords.Of(block["id"u8]), IsJson: true, isByProvider));
        Span<char> scratch = stackalloc char[16];
        foreach (var property in block.Properties)
        {
            var value = property.Value;
            switch (property.Known(scratch))
            {
                case "type" or "id":
                    content.Structural(value);
                    break;
                case "input" when value is { IsObject: true, Count: 0 }:
                    break;
                case "input":
                    content.Value(value, channel);
                    break;
                case "name" or "server_name" or "toolset_name":
                    content.Unknown(value);
                    break;
                case "caller":
                    content.Vocabulary(value);
                    break;
                default:
                    content.Unknown(property);
                    break;
            }
        }
    }
}
