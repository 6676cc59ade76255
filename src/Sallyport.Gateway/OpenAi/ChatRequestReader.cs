using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>Reads the body of a Chat Completions request, everything but its messages.</summary>
internal static class ChatRequestReader
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
        else
        {
            OpenAiRetention.Read(builder.Reading, root, isTopLogProbs: static name => name.Is("logprobs"u8) || name.Is("top_logprobs"u8));
        }
    }

    private static bool ReadProperty(RequestBuilder builder, JsonProperty property, Span<char> scratch)
    {
        var value = property.Value;
        var reading = builder.Reading;
        switch (property.Known(scratch))
        {
            case "model":
                return builder.Model(value);
            case "messages":
                return ReadMessages(builder, value);
            case "stream":
                var isFlag = builder.TryFlag(value, "stream", out var isStream);
                reading.IsStream = isStream;
                return isFlag;
            case "n":
                return TryChoices(builder, value);
            case "max_tokens" or "max_completion_tokens":
                reading.MaxOutputTokens = value.Number() ?? reading.MaxOutputTokens;
                builder.Structural(value);
                return true;
            case "tools":
                return builder.Tools(value);
            case "functions":
                return builder.Functions(value);
            case "response_format":
                builder.Schema(value);
                return true;
            case "tool_choice" or "function_call":
                builder.ToolChoice(value);
                builder.Strings(value, Origin.ToolDefinition);
                return true;
            case "prediction":
                ReadPrediction(builder, value);
                return true;
            case "web_search_options" when !value.IsNothing:
                builder.ProviderTool(property.Name, "web_search");
                builder.Vocabulary(value);
                return true;
            case "stream_options" or "modalities" or "audio" or "logit_bias" or "reasoning_effort" or "verbosity" or "service_tier" or "prompt_cache_retention":
                builder.Vocabulary(value);
                return true;
            case "store" or "logprobs" or "top_logprobs" or "temperature" or "top_p" or "seed" or "parallel_tool_calls" or "frequency_penalty"
                or "presence_penalty":
                builder.Structural(value);
                return true;
            case "user" or "safety_identifier" or "prompt_cache_key" or "metadata" or "stop":
                builder.Unknown(value);
                return true;
            default:
                builder.UnknownField(property);
                return true;
        }
    }

    private static bool TryChoices(RequestBuilder builder, JsonNode value)
    {
        if (value.IsNothing)
        {
            return true;
        }

        if (value.Number() is not { } choices || choices is < 1 or > ChatStream.MaxChoices)
        {
            return builder.Refuse(value, $"'n' must be a whole number from 1 to {ChatStream.MaxChoices}.");
        }

        builder.Reading.Choices = (int)choices;
        return true;
    }

    private static bool ReadMessages(RequestBuilder builder, JsonNode messages)
    {
        if (!messages.IsArray)
        {
            return builder.Refuse(messages, "'messages' must be an array.");
        }

        foreach (var message in messages.Items)
        {
            if (!message.IsObject)
            {
                return builder.Refuse(message, "A message must be an object.");
            }

            ChatMessageReader.Read(builder, message);
        }

        return true;
    }

    private static void ReadPrediction(RequestBuilder builder, JsonNode prediction)
    {
        foreach (var property in prediction.Properties)
        {
            if (property.IsNamed("content"u8))
            {
                ChatMessageReader.ReadContent(builder, property.Value, Origin.Unknown);
            }
            else if (property.IsNamed("type"u8))
            {
                builder.Structural(property.Value);
            }
            else
            {
                builder.Unknown(property);
            }
        }

        if (!prediction.IsObject)
        {
            builder.Unknown(prediction);
        }
    }
}
