using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>Reads one message of a Chat Completions request.</summary>
internal static class ChatMessageReader
{
    /// <summary>Reads a message, whichever role it has.</summary>
    public static void Read(RequestBuilder builder, JsonNode message)
    {
        Span<char> scratch = stackalloc char[32];
        var origin = OriginOf(message["role"u8].Short(scratch));
        if (origin is Origin.Unknown)
        {
            builder.Uninspectable(message, Form.Binary, Origin.Unknown);
        }

        foreach (var property in message.Properties)
        {
            ReadProperty(builder, property, origin, scratch);
        }
    }

    /// <summary>Reads content: a string, or an array of parts.</summary>
    public static void ReadContent(RequestBuilder builder, JsonNode content, Origin origin)
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

    private static Origin OriginOf(ReadOnlySpan<char> role) => role switch
    {
        "system" => Origin.System,
        "developer" => Origin.Developer,
        "user" => Origin.User,
        "assistant" => Origin.Assistant,
        "tool" or "function" => Origin.ToolResult,
        _ => Origin.Unknown,
    };

    private static void ReadProperty(RequestBuilder builder, JsonProperty property, Origin origin, Span<char> scratch)
    {
        var value = property.Value;
        switch (property.Known(scratch))
        {
            case "role" or "tool_call_id":
                builder.Structural(value);
                break;
            case "content":
                ReadContent(builder, value, origin);
                break;
            case "name" or "refusal":
                builder.Text(value, origin);
                break;
            case "reasoning_content" or "reasoning" or "thinking" when !value.IsObject && !value.IsArray:
                builder.Text(value, Origin.Reasoning);
                break;
            case "reasoning_details" when value.IsArray:
                ReadReasoningDetails(builder, value, scratch);
                break;
            case "tool_calls" when value.IsArray:
                ReadToolCalls(builder, value, scratch);
                break;
            case "function_call" when value.IsObject:
                ReadCall(builder, value);
                break;
            case "audio" when value.IsObject:
                // Names an answer's audio by id; the provider holds it.
                builder.ProviderState(value, "audio");
                builder.Vocabulary(value);
                break;
            default:
                builder.Unknown(property);
                break;
        }
    }

    private static void ReadPart(RequestBuilder builder, JsonNode part, Origin origin, ref int? last)
    {
        if (!part.IsObject)
        {
            builder.PartText(part, origin, ref last);
            return;
        }

        Span<char> scratch = stackalloc char[32];
        var type = part["type"u8].Short(scratch) switch
        {
            "text" => "text",
            "refusal" => "refusal",
            "image_url" => "image_url",
            "input_audio" => "input_audio",
            "file" => "file",
            _ => null,
        };
        if (type is null)
        {
            builder.UnknownItem(part);
            return;
        }

        foreach (var property in part.Properties)
        {
            var name = property.Known(scratch);
            if (name is "type")
            {
                builder.Structural(property.Value);
            }
            else if (!name.SequenceEqual(type))
            {
                builder.Unknown(property);
            }
            else
            {
                ReadPartContent(builder, property.Value, type, origin, ref last);
            }
        }
    }

    private static void ReadPartContent(RequestBuilder builder, JsonNode content, string type, Origin origin, ref int? last)
    {
        switch (type)
        {
            case "text" or "refusal":
                builder.PartText(content, origin, ref last);
                break;
            case "image_url" when content.IsString:
                InlineFile.Read(builder, content, Form.Image);
                break;
            case "image_url":
                ReadFields(builder, content, Form.Image);
                break;
            case "input_audio":
                ReadFields(builder, content, Form.Audio);
                break;
            default:
                ReadFields(builder, content, Form.Binary);
                break;
        }
    }

    private static void ReadFields(RequestBuilder builder, JsonNode file, Form form)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in file.Properties)
        {
            switch (property.Known(scratch))
            {
                case "url" or "file_data":
                    InlineFile.Read(builder, property.Value, form);
                    break;
                case "data" when property.Value.IsString && form is Form.Audio:
                    builder.Uninspectable(property.Value, form);
                    break;
                case "detail" or "format":
                    builder.Structural(property.Value);
                    break;
                case "filename":
                    builder.Text(property.Value, Origin.File);
                    break;
                case "file_id":
                    builder.ProviderState(property.Value, "file_id");
                    builder.Uninspectable(file, form);
                    builder.Structural(property.Value);
                    break;
                default:
                    builder.Unknown(property);
                    break;
            }
        }

        if (!file.IsObject)
        {
            builder.UnknownItem(file);
        }
    }

    private static void ReadToolCalls(RequestBuilder builder, JsonNode calls, Span<char> scratch)
    {
        foreach (var call in calls.Items)
        {
            foreach (var property in call.Properties)
            {
                switch (property.Known(scratch))
                {
                    case "id" or "type" or "index":
                        builder.Structural(property.Value);
                        break;
                    case "function" or "custom" when property.Value.IsObject:
                        ReadCall(builder, property.Value);
                        break;
                    default:
                        builder.Unknown(property);
                        break;
                }
            }

            if (!call.IsObject)
            {
                builder.UnknownItem(call);
            }
        }
    }

    private static void ReadCall(RequestBuilder builder, JsonNode call)
    {
        foreach (var property in call.Properties)
        {
            if (property.IsNamed("arguments"u8))
            {
                builder.Nested(property.Value, Origin.Assistant);
            }
            else if (property.IsNamed("name"u8) || property.IsNamed("input"u8))
            {
                builder.Text(property.Value, Origin.Assistant);
            }
            else
            {
                builder.Unknown(property);
            }
        }
    }

    // The form in which routers give reasoning back: text, a summary, or something encrypted, each with a signature.
    private static void ReadReasoningDetails(RequestBuilder builder, JsonNode details, Span<char> scratch)
    {
        foreach (var detail in details.Items)
        {
            foreach (var property in detail.Properties)
            {
                switch (property.Known(scratch))
                {
                    case "type" or "id" or "format" or "index":
                        builder.Structural(property.Value);
                        break;
                    case "text" or "summary":
                        builder.Text(property.Value, Origin.Reasoning);
                        break;
                    case "data" or "signature" when property.Value.IsString:
                        builder.Opaque(property.Value);
                        break;
                    default:
                        builder.Unknown(property);
                        break;
                }
            }

            if (!detail.IsObject)
            {
                builder.UnknownItem(detail);
            }
        }
    }
}
