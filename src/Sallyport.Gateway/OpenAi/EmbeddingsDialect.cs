using System.Buffers;
using System.Buffers.Text;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>OpenAI Embeddings. Inputs are guarded; a vector is no text, and nothing streams.</summary>
internal sealed class EmbeddingsDialect : PlainDialect
{
    /// <inheritdoc/>
    public override string Name => "openai.embeddings";

    /// <inheritdoc/>
    public override RequestReading ReadRequest(ReadOnlyMemory<byte> body)
    {
        var builder = new RequestBuilder(ClientTools.Chat);
        if (builder.TryMap(body, out var root))
        {
            Read(builder, root);
        }

        return builder.Complete();
    }

    /// <inheritdoc/>
    public override AnswerReading ReadAnswer(ReadOnlyMemory<byte> body)
    {
        var answer = new AnswerReading();
        var content = answer.Content;
        if (!content.Map.TryRead(body, JsonLimits.Embeddings, out var fault))
        {
            answer.Fault = fault.Message;
            return answer;
        }

        Span<char> scratch = stackalloc char[32];
        foreach (var property in answer.Root.Properties)
        {
            switch (property.Known(scratch))
            {
                case "object" or "model" or "id" or "created":
                    content.Structural(property.Value);
                    break;
                case "data":
                    ReadVectors(content, property.Value);
                    break;
                case "usage":
                    content.Usage = ChatAnswerReader.Usage(property.Value);
                    content.Vocabulary(property.Value);
                    break;
                default:
                    content.Unknown(property);
                    break;
            }
        }

        return answer;
    }

    /// <inheritdoc/>
    public override void WriteError(IBufferWriter<byte> to, Refusal refusal) => OpenAiErrors.Write(to, refusal);

    private static void Read(RequestBuilder builder, JsonNode root)
    {
        Span<char> scratch = stackalloc char[32];
        foreach (var property in root.Properties)
        {
            switch (property.Known(scratch))
            {
                case "model" when !builder.Model(property.Value):
                    return;
                case "model":
                    break;
                case "input":
                    ReadInput(builder, property.Value);
                    break;
                case "encoding_format" or "dimensions":
                    builder.Structural(property.Value);
                    break;
                case "user":
                    builder.Unknown(property.Value);
                    break;
                default:
                    builder.UnknownField(property);
                    break;
            }
        }

        if (builder.Reading.Model.Length == 0)
        {
            builder.Refuse(root, "The request names no model.");
        }
        else if (root["input"u8] is { IsString: false, IsArray: false } input)
        {
            builder.Refuse(input.IsNothing ? root : input, "The request needs an input: a text, or a list.");
        }
    }

    private static void ReadInput(RequestBuilder builder, JsonNode input)
    {
        if (input.IsString)
        {
            builder.Text(input, Origin.User);
            return;
        }

        var hasTokens = false;
        foreach (var item in input.Items)
        {
            if (item.IsString)
            {
                builder.Text(item, Origin.User);
            }
            else if (item.IsObject)
            {
                builder.UnknownItem(item);
            }
            else
            {
                hasTokens = true;
                builder.Unknown(item);
            }
        }

        // Token numbers are text that only the provider's tokenizer can read.
        if (hasTokens)
        {
            builder.Uninspectable(input, Form.Binary, Origin.User);
        }
    }

    private static void ReadVectors(AnswerContent content, JsonNode data)
    {
        if (!data.IsArray)
        {
            content.Unknown(data);
            return;
        }

        Span<char> scratch = stackalloc char[16];
        foreach (var item in data.Items)
        {
            if (!item.IsObject)
            {
                content.Unknown(item);
            }

            foreach (var property in item.Properties)
            {
                if (property.Known(scratch) is "embedding" && IsVector(property.Value))
                {
                    // Numbers of a model's own, in either spelling.
                    continue;
                }

                if (property.Known(scratch) is "object" or "index")
                {
                    content.Structural(property.Value);
                }
                else
                {
                    content.Unknown(property);
                }
            }
        }
    }

    // An array of numbers and of nothing else, or 32-bit numbers in base64, as the official clients ask for them.
    private static bool IsVector(JsonNode node)
    {
        if (node.IsString)
        {
            return Base64.IsValid(node.Content, out var length) && length % sizeof(float) == 0;
        }

        foreach (var item in node.Items)
        {
            if (item.Kind is not JsonKind.Number)
            {
                return false;
            }
        }

        return node.IsArray;
    }
}
