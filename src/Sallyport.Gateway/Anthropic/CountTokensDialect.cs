using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Anthropic;

/// <summary>Anthropic's count of the tokens that a Messages request would take. The request is read as one of Messages is; the answer is a number.</summary>
internal sealed class CountTokensDialect : PlainDialect
{
    /// <inheritdoc/>
    public override string Name => "anthropic.count_tokens";

    /// <inheritdoc/>
    public override int MaxAnswer => 64 << 10;

    /// <inheritdoc/>
    public override RequestReading ReadRequest(ReadOnlyMemory<byte> body) => MessagesDialect.Read(body);

    /// <inheritdoc/>
    public override AnswerReading ReadAnswer(ReadOnlyMemory<byte> body)
    {
        var answer = new AnswerReading();
        var content = answer.Content;
        if (!content.Map.TryRead(body, JsonLimits.Answer, out var fault))
        {
            answer.Fault = fault.Message;
            return answer;
        }

        if (answer.Root["input_tokens"u8].Number() is not >= 0)
        {
            answer.Fault = "The answer has no count of tokens.";
            return answer;
        }

        // None of these were used, so they are no usage.
        Span<char> scratch = stackalloc char[32];
        foreach (var property in answer.Root.Properties)
        {
            switch (property.Known(scratch))
            {
                case "input_tokens":
                    content.Structural(property.Value);
                    break;
                case "context_management":
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
    public override void WriteError(IBufferWriter<byte> to, Refusal refusal) => AnthropicErrors.Write(to, refusal);
}
