using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Anthropic;

/// <summary>Anthropic Messages.</summary>
internal sealed class MessagesDialect : Dialect
{
    /// <inheritdoc/>
    public override string Name => "anthropic.messages";

    /// <summary>Writes <c>stop_details</c> of a cut answer: a refusal with the message as its explanation.</summary>
    public static void WriteStopDetails(IBufferWriter<byte> to, Refusal refusal)
    {
        to.Write("{\"type\":\"refusal\",\"category\":null,\"explanation\":"u8);
        JsonText.WriteString(to, refusal.FullMessage);
        to.Write("}"u8);
    }

    /// <summary>Reads a request.</summary>
    public static RequestReading Read(ReadOnlyMemory<byte> body)
    {
        var builder = new RequestBuilder(ClientTools.Messages);
        if (builder.TryMap(body, out var root))
        {
            MessagesRequestReader.Read(builder, root);
        }

        return builder.Complete();
    }

    /// <inheritdoc/>
    public override RequestReading ReadRequest(ReadOnlyMemory<byte> body) => Read(body);

    /// <inheritdoc/>
    public override AnswerReading ReadAnswer(ReadOnlyMemory<byte> body) => MessagesAnswerReader.Read(body);

    /// <inheritdoc/>
    public override AnswerStream OpenStream() => new MessagesStream();

    /// <inheritdoc/>
    public override void MarkBlocked(AnswerReading answer, int? choice, ByteEdits edits)
    {
        edits.RemoveChildren(answer.Root["content"u8], static block => MessagesAnswerReader.IsToolUse(block["type"u8]));
        CutNotice.Set(answer.Root, "stop_reason"u8, "\"refusal\""u8, edits);
    }

    /// <inheritdoc/>
    public override void AddNotice(AnswerReading answer, Refusal refusal, ByteEdits edits)
    {
        var details = new ArrayBufferWriter<byte>(128);
        WriteStopDetails(details, refusal);
        CutNotice.Set(answer.Root, "stop_details"u8, details.WrittenSpan, edits);
    }

    /// <inheritdoc/>
    public override void WriteError(IBufferWriter<byte> to, Refusal refusal) => AnthropicErrors.Write(to, refusal);
}
