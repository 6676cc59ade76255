using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>Reads the body of a Responses request, everything but its input items.</summary>
internal static class ResponsesRequestReader
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
            return;
        }

        OpenAiRetention.Read(builder.Reading, root, isTopLogProbs: static name => name.Is("top_logprobs"u8));
        var include = new ByteEdits();
        include.RemoveChildren(root["include"u8], static item => item.Is("message.output_text.logprobs"u8));
        builder.Reading.LogProbEdits.AddRange(include.All);
    }

    private static bool ReadProperty(RequestBuilder builder, JsonProperty property, Span<char> scratch)
    {
        var value = property.Value;
        switch (property.Known(scratch))
        {
            case "model":
                return builder.Model(value);
            case "input" when value.IsArray:
                return ReadItems(builder, value);
            case "input" when value.IsString || value.IsNothing:
                builder.Text(value, Origin.User);
                return true;
            case "input":
                return builder.Refuse(value, "'input' must be a string or a list of items.");
            case "instructions":
                builder.Text(value, Origin.System);
                return true;
            case "stream":
                var isFlag = builder.TryFlag(value, "stream", out var isStream);
                builder.Reading.IsStream = isStream;
                return isFlag;
            case "max_output_tokens":
                builder.Reading.MaxOutputTokens = value.Number();
                builder.Structural(value);
                return true;
            case "previous_response_id" or "conversation" or "prompt" when !value.IsNothing:
                builder.ProviderState(value, property.Name.Text());
                builder.Item(value, Origin.Unknown);
                return true;
            case "background":
                return ReadBackground(builder, value);
            case "tools":
                return builder.Tools(value);
            case "tool_choice":
                builder.ToolChoice(value);
                builder.Schema(value);
                return true;
            case "text":
                builder.Schema(value);
                return true;
            case "reasoning" or "include" or "stream_options" or "truncation" or "service_tier" or "prompt_cache_retention"
                or "context_management":
                builder.Vocabulary(value);
                return true;
            case "store" or "top_logprobs" or "temperature" or "top_p" or "parallel_tool_calls" or "max_tool_calls":
                builder.Structural(value);
                return true;
            case "user" or "safety_identifier" or "prompt_cache_key" or "metadata" or "previous_response_id" or "conversation" or "prompt":
                builder.Unknown(value);
                return true;
            default:
                builder.UnknownField(property);
                return true;
        }
    }

    private static bool ReadBackground(RequestBuilder builder, JsonNode value)
    {
        if (!builder.TryFlag(value, "background", out var isBackground))
        {
            return false;
        }

        if (isBackground)
        {
            builder.ProviderState(value, "background");
        }

        return true;
    }

    private static bool ReadItems(RequestBuilder builder, JsonNode items)
    {
        foreach (var item in items.Items)
        {
            if (!item.IsObject)
            {
                return builder.Refuse(item, "An input item must be an object.");
            }

            ResponsesItemReader.Read(builder, item);
        }

        return true;
    }
}
