using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.OpenAi;

/// <summary>OpenAI Responses.</summary>
internal sealed class ResponsesDialect : Dialect
{
    /// <inheritdoc/>
    public override string Name => "openai.responses";

    /// <inheritdoc/>
    public override bool RepeatsText => true;

    /// <inheritdoc/>
    public override RequestReading ReadRequest(ReadOnlyMemory<byte> body)
    {
        var builder = new RequestBuilder(ClientTools.Responses);
        if (builder.TryMap(body, out var root))
        {
            ResponsesRequestReader.Read(builder, root);
        }

        return builder.Complete();
    }

    /// <inheritdoc/>
    public override AnswerReading ReadAnswer(ReadOnlyMemory<byte> body)
    {
        var answer = new AnswerReading();
        if (!answer.Content.Map.TryRead(body, JsonLimits.Answer, out var fault))
        {
            answer.Fault = fault.Message;
        }
        else if (!answer.Root["output"u8].IsArray)
        {
            answer.Fault = "The answer has no output.";
        }
        else
        {
            new ResponsesAnswerReader(answer.Content).ReadResponse(answer.Root);
        }

        return answer;
    }

    /// <inheritdoc/>
    public override AnswerStream OpenStream() => new ResponsesStream();

    /// <inheritdoc/>
    public override void MarkBlocked(AnswerReading answer, int? choice, ByteEdits edits)
    {
        var root = answer.Root;
        edits.RemoveChildren(root["output"u8], static item => ResponsesAnswerReader.IsClientCall(item["type"u8]));
        CutNotice.Set(root, "status"u8, "\"incomplete\""u8, edits);
        CutNotice.Set(root, "incomplete_details"u8, "{\"reason\":\"content_filter\"}"u8, edits);
    }

    /// <inheritdoc/>
    public override void AddNotice(AnswerReading answer, Refusal refusal, ByteEdits edits) => CutNotice.Add(answer.Root, refusal, edits);

    /// <inheritdoc/>
    public override void WriteError(IBufferWriter<byte> to, Refusal refusal) => OpenAiErrors.Write(to, refusal);
}
