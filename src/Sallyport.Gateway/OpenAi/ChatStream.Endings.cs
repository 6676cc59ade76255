using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Gateway.Streaming;

namespace Sallyport.Gateway.OpenAi;

/// <content>How a stream ends that a guard cuts or a failure breaks off.</content>
internal sealed partial class ChatStream
{
    /// <inheritdoc/>
    public override void WriteCut(IBufferWriter<byte> to, Refusal refusal, ReleasedAnswer released)
    {
        if (_isDone)
        {
            return;
        }

        if (_choices.Count == 0)
        {
            WriteCutChoice(to, refusal, 0, released);
        }

        foreach (var choice in _choices)
        {
            if (!_finished.Contains(choice.Index))
            {
                WriteCutChoice(to, refusal, choice.Index, released);
            }
        }

        SseText.WriteEvent(to, default, "[DONE]"u8);
    }

    /// <inheritdoc/>
    public override void WriteFailure(IBufferWriter<byte> to, Refusal refusal)
    {
        var data = new ArrayBufferWriter<byte>(256);
        OpenAiErrors.Write(data, refusal);
        SseText.WriteEvent(to, default, data.WrittenSpan);
    }

    private void WriteCutChoice(IBufferWriter<byte> to, Refusal refusal, int choice, ReleasedAnswer released)
    {
        var data = new ArrayBufferWriter<byte>(256);
        data.Write("{\"id\":"u8);
        JsonText.WriteString(data, released.Word(_id ?? "chatcmpl-sallyport"));
        data.Write(",\"object\":\"chat.completion.chunk\",\"created\":"u8);
        JsonText.WriteNumber(data, _created);
        data.Write(",\"model\":"u8);
        JsonText.WriteString(data, released.Word(_model));
        data.Write(",\"choices\":[{\"index\":"u8);
        JsonText.WriteNumber(data, choice);
        data.Write(_begun.Contains(choice) ? ",\"delta\":{}"u8 : ",\"delta\":{\"role\":\"assistant\",\"content\":\"\"}"u8);
        data.Write(",\"logprobs\":null,\"finish_reason\":\"content_filter\"}],\"sallyport\":"u8);
        CutNotice.Write(data, refusal);
        data.Write("}"u8);
        SseText.WriteEvent(to, default, data.WrittenSpan);
    }
}
