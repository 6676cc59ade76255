using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>Reads the input items of a Responses request.</summary>
internal static class ResponsesItemReader
{
    /// <summary>Reads an item.</summary>
    public static void Read(RequestBuilder builder, JsonNode item)
    {
        Span<char> scratch = stackalloc char[48];
        var type = item["type"u8];
        switch (type.Short(scratch))
        {
            case "message":
            case "" when type.IsNothing:
                builder.Reference(item, "content");
                ReadMessage(builder, item);
                break;
            case "reasoning":
                // A summary is none of it: the provider goes by the id.
                builder.Reference(item, "content", "encrypted_content");
                ReadFields(builder, item, Origin.Reasoning);
                break;
            case "function_call" or "custom_tool_call":
                ReadFields(builder, item, Origin.Assistant);
                break;
            case "function_call_output" or "custom_tool_call_output":
                ReadFields(builder, item, Origin.ToolResult);
                break;
            case "item_reference":
                builder.ProviderState(item, "item_reference");
                builder.Item(item, Origin.Unknown);
                break;
            case "compaction":
                builder.Reference(item, "encrypted_content");
                builder.Item(item, Origin.Reasoning);
                break;
            case "web_search_call" or "file_search_call" or "code_interpreter_call" or "mcp_call" or "mcp_approval_request"
                or "mcp_approval_response" or "computer_call" or "local_shell_call" or "shell_call" or "apply_patch_call"
                or "tool_search_call" or "program":
                builder.Reference(item);
                builder.Item(item, Origin.Assistant);
                break;
            case "computer_call_output" or "local_shell_call_output" or "shell_call_output" or "apply_patch_call_output"
                or "program_output":
                builder.Item(item, Origin.ToolResult);
                break;
            case "mcp_list_tools" or "tool_search_output" or "additional_tools":
                builder.Item(item, Origin.ToolDefinition);
                break;
            case "image_generation_call":
                builder.Reference(item, "result");
                ReadImage(builder, item);
                break;
            default:
                builder.Reference(item);
                builder.UnknownItem(item);
                break;
        }
    }

    private static void ReadMessage(RequestBuilder builder, JsonNode message)
    {
        Span<char> scratch = stackalloc char[32];
        var origin = message["role"u8].Short(scratch) switch
        {
            "system" => Origin.System,
            "developer" => Origin.Developer,
            "user" => Origin.User,
            "assistant" => Origin.Assistant,
            _ => Origin.Unknown,
        };
        if (origin is Origin.Unknown)
        {
            builder.Uninspectable(message, Form.Binary, Origin.Unknown);
        }

        ReadFields(builder, message, origin);
    }

    private static void ReadFields(RequestBuilder builder, JsonNode item, Origin origin)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in item.Properties)
        {
            var value = property.Value;
            switch (property.Known(scratch))
            {
                case "type" or "role" or "id" or "status" or "call_id" or "phase":
                    builder.Structural(value);
                    break;
                case "content" or "summary" or "output":
                    ReadContent(builder, value, origin);
                    break;
                case "name" or "input" or "namespace":
                    builder.Text(value, origin);
                    break;
                case "arguments":
                    builder.Nested(value, origin);
                    break;
                case "encrypted_content":
                    builder.Opaque(value);
                    break;
                default:
                    builder.Unknown(property);
                    break;
            }
        }
    }

    private static void ReadContent(RequestBuilder builder, JsonNode content, Origin origin)
    {
        if (!content.IsArray)
        {
            builder.Text(content, origin);
            return;
        }

        int? last = null;
        foreach (var part in content.Items)
        {
            ReadPart(builder, part, origin, ref last);
        }
    }

    private static void ReadPart(RequestBuilder builder, JsonNode part, Origin origin, ref int? last)
    {
        Span<char> scratch = stackalloc char[32];
        var form = part["type"u8].Short(scratch) switch
        {
            "input_text" or "output_text" or "text" or "refusal" or "summary_text" or "reasoning_text" => Form.Text,
            "input_image" or "computer_screenshot" => Form.Image,
            "input_audio" => Form.Audio,
            "input_file" => Form.Binary,
            _ => Form.Ciphertext,
        };
        if (form is Form.Ciphertext)
        {
            builder.UnknownItem(part);
            return;
        }

        foreach (var property in part.Properties)
        {
            ReadPartField(builder, property, form, origin, scratch, ref last);
        }
    }

    private static void ReadPartField(RequestBuilder builder, JsonProperty property, Form form, Origin origin, Span<char> scratch, ref int? last)
    {
        var value = property.Value;
        switch (property.Known(scratch))
        {
            case "type" or "detail":
                builder.Structural(value);
                break;
            case "text" or "refusal" when form is Form.Text:
                builder.PartText(value, origin, ref last);
                break;
            case "annotations" or "logprobs" when form is Form.Text:
                builder.Item(value, Origin.Unknown);
                break;
            case "image_url" or "file_data" or "file_url" when form is not Form.Text && value.IsString:
                InlineFile.Read(builder, value, form);
                break;
            case "input_audio" when value.IsObject:
                builder.Uninspectable(value["data"u8].IsString ? value["data"u8] : value, Form.Audio);
                ReadAudioFields(builder, value);
                break;
            case "filename":
                builder.Text(value, Origin.File);
                break;
            case "file_id" when !value.IsNothing:
                builder.ProviderState(value, "file_id");
                builder.Uninspectable(value, form);
                builder.Structural(value);
                break;
            default:
                builder.Unknown(property);
                break;
        }
    }

    private static void ReadAudioFields(RequestBuilder builder, JsonNode audio)
    {
        foreach (var property in audio.Properties)
        {
            if (property.IsNamed("format"u8))
            {
                builder.Structural(property.Value);
            }
            else if (!property.IsNamed("data"u8) || !property.Value.IsString)
            {
                builder.Unknown(property);
            }
        }
    }

    private static void ReadImage(RequestBuilder builder, JsonNode item)
    {
        foreach (var property in item.Properties)
        {
            if (property.IsNamed("result"u8) && property.Value.IsString)
            {
                builder.Uninspectable(property.Value, Form.Image);
            }
            else if (property.IsNamed("type"u8) || property.IsNamed("id"u8) || property.IsNamed("status"u8))
            {
                builder.Structural(property.Value);
            }
            else
            {
                builder.Unknown(property);
            }
        }
    }
}
