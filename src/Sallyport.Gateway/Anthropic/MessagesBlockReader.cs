using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.Anthropic;

/// <summary>Reads the content blocks of a Messages request.</summary>
internal static class MessagesBlockReader
{
    /// <summary>Reads content: a string, or an array of blocks.</summary>
    public static void ReadContent(RequestBuilder builder, JsonNode content, Origin origin)
    {
        if (!content.IsArray)
        {
            builder.Text(content, origin);
            return;
        }

        int? last = null;
        foreach (var block in content.Items)
        {
            ReadBlock(builder, block, origin, ref last);
        }
    }

    private static void ReadBlock(RequestBuilder builder, JsonNode block, Origin origin, ref int? last)
    {
        if (!block.IsObject)
        {
            builder.UnknownItem(block);
            return;
        }

        Span<char> scratch = stackalloc char[48];
        switch (block["type"u8].Short(scratch))
        {
            case "text":
                ReadFields(builder, block, origin, "text", ref last);
                break;
            case "thinking":
                ReadFields(builder, block, Origin.Reasoning, "thinking");
                break;
            case "redacted_thinking":
                ReadFields(builder, block, Origin.Reasoning, "");
                break;
            case "compaction":
                ReadFields(builder, block, Origin.Assistant, "content");
                break;
            case "mcp_tool_listing" or "tool_addition" or "tool_removal":
                builder.Item(block, Origin.ToolDefinition);
                break;
            case "image":
                ReadFile(builder, block, Form.Image, origin);
                break;
            case "document":
                ReadFile(builder, block, Form.Binary, origin);
                break;
            case "search_result":
                ReadFields(builder, block, Origin.Retrieved, "content");
                break;
            case "tool_use":
                ReadFields(builder, block, Origin.Assistant, "input");
                break;
            case "tool_result":
                ReadFields(builder, block, Origin.ToolResult, "content");
                break;
            case "server_tool_use" or "mcp_tool_use":
                builder.Item(block, Origin.Assistant);
                break;
            case "container_upload":
                builder.Item(block, Origin.File);
                break;
            case "web_search_tool_result" or "web_fetch_tool_result" or "code_execution_tool_result" or "bash_code_execution_tool_result"
                or "text_editor_code_execution_tool_result" or "mcp_tool_result" or "tool_search_tool_result" or "tool_reference"
                or "advisor_tool_result" or "fallback":
                builder.Item(block, Origin.ToolResult);
                break;
            default:
                builder.UnknownItem(block);
                break;
        }
    }

    private static void ReadFields(RequestBuilder builder, JsonNode block, Origin origin, string contentName)
    {
        int? none = null;
        ReadFields(builder, block, origin, contentName, ref none);
    }

    // The block's own content in the field that its type names; ids, signatures and citations around it.
    private static void ReadFields(RequestBuilder builder, JsonNode block, Origin origin, string contentName, ref int? last)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in block.Properties)
        {
            var value = property.Value;
            var name = property.Known(scratch);
            if (contentName.Length > 0 && name.SequenceEqual(contentName))
            {
                ReadOwn(builder, value, origin, contentName, ref last);
                continue;
            }

            switch (name)
            {
                case "type" or "id" or "tool_use_id" or "is_error" or "cache_control":
                    builder.Vocabulary(value);
                    break;
                case "name" or "toolset_name" or "title" or "source" or "context" when !value.IsObject:
                    builder.Strings(value, origin);
                    break;
                case "signature" or "data" or "encrypted_content":
                    builder.Opaque(value);
                    break;
                case "citations" or "caller":
                    builder.Item(value, Origin.Unknown);
                    break;
                default:
                    builder.Unknown(property);
                    break;
            }
        }
    }

    private static void ReadOwn(RequestBuilder builder, JsonNode value, Origin origin, string name, ref int? last)
    {
        if (name is "input")
        {
            builder.Strings(value, origin);
        }
        else if (name is "text" && value.IsString)
        {
            builder.PartText(value, origin, ref last);
        }
        else
        {
            ReadContent(builder, value, origin);
        }
    }

    private static void ReadFile(RequestBuilder builder, JsonNode block, Form form, Origin origin)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in block.Properties)
        {
            switch (property.Known(scratch))
            {
                case "source" when property.Value.IsObject:
                    ReadSource(builder, property.Value, form);
                    break;
                case "type" or "cache_control" or "citations":
                    builder.Vocabulary(property.Value);
                    break;
                case "title" or "context":
                    builder.Text(property.Value, origin is Origin.ToolResult ? origin : Origin.File);
                    break;
                default:
                    builder.Unknown(property);
                    break;
            }
        }
    }

    private static void ReadSource(RequestBuilder builder, JsonNode source, Form form)
    {
        Span<char> scratch = stackalloc char[16];
        var isPlainText = source["type"u8].Is("text"u8);
        foreach (var property in source.Properties)
        {
            var value = property.Value;
            switch (property.Known(scratch))
            {
                case "type" or "media_type":
                    builder.Structural(value);
                    break;
                case "data" when isPlainText:
                    builder.Text(value, Origin.File);
                    break;
                case "data":
                    InlineFile.Read(builder, value, source["media_type"u8], form);
                    break;
                case "content":
                    ReadContent(builder, value, Origin.File);
                    break;
                case "url":
                    InlineFile.Read(builder, value, form);
                    break;
                case "file_id":
                    builder.ProviderState(value, "file_id");
                    builder.Uninspectable(source, form);
                    builder.Structural(value);
                    break;
                default:
                    builder.Unknown(property);
                    break;
            }
        }
    }
}
