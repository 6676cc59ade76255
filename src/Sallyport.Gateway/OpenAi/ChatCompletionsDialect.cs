using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.OpenAi;

/// <summary>OpenAI Chat Completions, as OpenAI, Azure, vLLM, Ollama and others speak it.</summary>
internal sealed class ChatCompletionsDialect : Dialect
{
    private static readonly ReadOnlyMemory<byte> s_filtered = "\"content_filter\""u8.ToArray();

    /// <inheritdoc/>
    public override string Name => "openai.chat_completions";

    /// <inheritdoc/>
    public override RequestReading ReadRequest(ReadOnlyMemory<byte> body)
    {
        var builder = new RequestBuilder(ClientTools.Chat);
        if (builder.TryMap(body, out var root))
        {
            ChatRequestReader.Read(builder, root);
        }

        return builder.Complete();
    }

    /// <inheritdoc/>
    public override AnswerReading ReadAnswer(ReadOnlyMemory<byte> body) => ChatAnswerReader.Read(body);

    /// <inheritdoc/>
    public override AnswerStream OpenStream() => new ChatStream();

    /// <inheritdoc/>
    public override void MarkBlocked(AnswerReading answer, int? choice, ByteEdits edits)
    {
        var position = -1;
        foreach (var node in answer.Root["choices"u8].Items)
        {
            position++;
            if (choice is { } wanted && wanted != (node["index"u8].Number() ?? position))
            {
                continue;
            }

            if (node["finish_reason"u8] is { Kind: not JsonKind.None } finish)
            {
                edits.Replace(finish.Range, s_filtered);
            }

            edits.RemoveChildren(node["message"u8], static name => name.Is("tool_calls"u8) || name.Is("function_call"u8));
        }
    }

    /// <inheritdoc/>
    public override void AddNotice(AnswerReading answer, Refusal refusal, ByteEdits edits) => CutNotice.Add(answer.Root, refusal, edits);

    /// <inheritdoc/>
    public override void WriteError(IBufferWriter<byte> to, Refusal refusal) => OpenAiErrors.Write(to, refusal);
}
