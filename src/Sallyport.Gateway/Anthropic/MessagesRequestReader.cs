using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.Anthropic;

/// <summary>Reads the body of a Messages request, everything but its content blocks.</summary>
internal static class MessagesRequestReader
{
    /// <summary>Reads the body.</summary>
    public static void Read(RequestBuilder builder, JsonNode root)
    {
        Span<char> scratch = stackalloc char[48];
        foreach (var property in root.Properties)
        {
            if (!ReadProperty(builder, property, scratch))
            {
                return;
            }
        }

        if (builder.Reading.Model.Length == 0)
        {
            builder.Refuse(root, "The request names no model.");
        }
        else if (!root["messages"u8].IsArray)
        {
            builder.Refuse(root, "The request has no messages.");
        }
    }

    private static bool ReadProperty(RequestBuilder builder, JsonProperty property, Span<char> scratch)
    {
        var value = property.Value;
        switch (property.Known(scratch))
        {
            case "model":
                return builder.Model(value);
            case "messages":
                return ReadMessages(builder, value);
            case "system":
                MessagesBlockReader.ReadContent(builder, value, Origin.System);
                return true;
            case "stream":
                var isFlag = builder.TryFlag(value, "stream", out var isStream);
                builder.Reading.IsStream = isStream;
                return isFlag;
            case "max_tokens":
                builder.Reading.MaxOutputTokens = value.Number();
                builder.Structural(value);
                return true;
            case "tools":
                return builder.Tools(value);
            case "tool_choice":
                builder.ToolChoice(value);
                builder.Schema(value);
                return true;
            case "output_format" or "output_config":
                builder.Schema(value);
                return true;
            case "container" when !value.IsNothing:
                builder.ProviderState(value, "container");
                builder.Item(value, Origin.Unknown);
                return true;
            case "mcp_servers":
                builder.Servers(value);
                builder.Unknown(value);
                return true;
            case "thinking" or "service_tier" or "context_management" or "inference_geo" or "cache_control" or "speed":
                builder.Vocabulary(value);
                return true;
            case "temperature" or "top_k" or "top_p":
                builder.Structural(value);
                return true;
            case "metadata" or "stop_sequences" or "container":
                builder.Unknown(value);
                return true;
            default:
                builder.UnknownField(property);
                return true;
        }
    }

    private static bool ReadMessages(RequestBuilder builder, JsonNode messages)
    {
        if (!messages.IsArray)
        {
            return builder.Refuse(messages, "'messages' must be an array.");
        }

        Span<char> scratch = stackalloc char[16];
        foreach (var message in messages.Items)
        {
            if (!message.IsObject)
            {
                return builder.Refuse(message, "A message must be an object.");
            }

            ReadMessage(builder, message, scratch);
        }

        return true;
    }

    private static void ReadMessage(RequestBuilder builder, JsonNode message, Span<char> scratch)
    {
        var origin = message["role"u8].Short(scratch) switch
        {
            "user" => Origin.User,
            "assistant" => Origin.Assistant,
            "system" => Origin.System,
            _ => Origin.Unknown,
        };
        if (origin is Origin.Unknown)
        {
            builder.Uninspectable(message, Form.Binary, Origin.Unknown);
        }

        foreach (var property in message.Properties)
        {
            switch (property.Known(scratch))
            {
                case "role":
                    builder.Structural(property.Value);
                    break;
                case "content":
                    MessagesBlockReader.ReadContent(builder, property.Value, origin);
                    break;
                default:
                    builder.Unknown(property);
                    break;
            }
        }
    }
}
