using System.Buffers;
using System.Text;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Gateway.Streaming;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>
/// Ends a streamed response for a client: closes the parts and items that it has open and repeats, in the last event, exactly the texts
/// that were released. Items of kinds that can't be rebuilt from texts are left out of it, and so are calls whose end the client never got.
/// </summary>
internal sealed class ResponsesCutWriter
{
    private string _id = "resp_sallyport";
    private string _model = "";
    private long _createdAt;

    /// <summary>The last sequence number that the client has got.</summary>
    public long Sequence { get; set; } = -1;

    /// <summary>Whether the client has got the response's beginning.</summary>
    public bool IsCreated { get; set; }

    /// <summary>Keeps what names the response.</summary>
    public void Note(JsonNode response)
    {
        _id = AnswerWords.Of(response["id"u8]);
        _model = AnswerWords.Of(response["model"u8]);
        _createdAt = ReleasedAnswer.Number(response["created_at"u8].Number() ?? _createdAt);
    }

    /// <summary>Writes the cut.</summary>
    public void WriteCut(IBufferWriter<byte> to, IEnumerable<ResponsesItem> items, Refusal refusal, ReleasedAnswer released)
    {
        var atClient = items.Where(item => item.IsAtClient).ToList();
        if (!IsCreated)
        {
            WriteEvent(to, "response.created", data => WriteResponse(data, [], null, released));
        }

        foreach (var item in atClient.Where(item => !item.IsDoneAtClient))
        {
            WriteItemEnd(to, item, released);
        }

        WriteEvent(to, "response.incomplete", data => WriteResponse(data, atClient, refusal, released));
    }

    /// <summary>Writes the error event.</summary>
    public void WriteFailure(IBufferWriter<byte> to, Refusal refusal) => WriteEvent(to, "error", data =>
    {
        data.Write(",\"code\":"u8);
        JsonText.WriteString(data, OpenAiErrors.CodeOf(refusal));
        data.Write(",\"message\":"u8);
        JsonText.WriteString(data, refusal.FullMessage);
        data.Write(",\"param\":null"u8);
    });

    private static void WritePart(IBufferWriter<byte> to, ChannelId channel, ReleasedAnswer released)
    {
        to.Write("{\"type\":"u8);
        JsonText.WriteString(to, channel.Kind switch
        {
            ChannelKind.Refusal => "refusal",
            ChannelKind.Reasoning when channel.Part >= ResponsesAnswerReader.FirstReasoningText => "reasoning_text",
            ChannelKind.Reasoning => "summary_text",
            _ => "output_text",
        });
        to.Write(channel.Kind is ChannelKind.Refusal ? ",\"refusal\":"u8 : ",\"text\":"u8);
        JsonText.WriteString(to, released.Text(channel).Span);
        to.Write(channel.Kind is ChannelKind.Text ? ",\"annotations\":[],\"logprobs\":[]}"u8 : "}"u8);
    }

    private static bool WriteItem(IBufferWriter<byte> to, ResponsesItem item, ReleasedAnswer released)
    {
        switch (item.Type)
        {
            case "message":
                WriteHead(to, item, released);
                to.Write(",\"role\":\"assistant\",\"content\":"u8);
                WriteParts(to, item, released, isSummary: false);
                break;
            case "reasoning":
                WriteHead(to, item, released);
                to.Write(",\"summary\":"u8);
                WriteParts(to, item, released, isSummary: true);
                break;
            case "function_call" or "custom_tool_call":
                WriteHead(to, item, released);
                to.Write(",\"call_id\":"u8);
                JsonText.WriteString(to, released.Word(item.CallId));
                to.Write(",\"name\":"u8);
                JsonText.WriteString(to, released.Word(item.Name));
                to.Write(item.Type is "function_call" ? ",\"arguments\":"u8 : ",\"input\":"u8);
                JsonText.WriteString(to, released.Text(item.Arguments).Span);
                break;
            default:
                return false;
        }

        to.Write("}"u8);
        return true;
    }

    private static void WriteHead(IBufferWriter<byte> to, ResponsesItem item, ReleasedAnswer released)
    {
        to.Write("{\"type\":"u8);
        JsonText.WriteString(to, item.Type);
        to.Write(",\"id\":"u8);
        JsonText.WriteString(to, released.Word(item.Id));
        to.Write(item.IsDoneAtClient ? ",\"status\":\"completed\""u8 : ",\"status\":\"incomplete\""u8);
    }

    private static void WriteParts(IBufferWriter<byte> to, ResponsesItem item, ReleasedAnswer released, bool isSummary)
    {
        to.Write("["u8);
        var isFirst = true;
        foreach (var (part, _) in item.PartsAtClient)
        {
            if (part >= ResponsesStream.FirstSummary != isSummary)
            {
                continue;
            }

            to.Write(isFirst ? ""u8 : ","u8);
            isFirst = false;
            WritePart(to, item.Parts[part], released);
        }

        to.Write("]"u8);
    }

    private void WriteItemEnd(IBufferWriter<byte> to, ResponsesItem item, ReleasedAnswer released)
    {
        foreach (var (part, isDone) in item.PartsAtClient)
        {
            if (!isDone)
            {
                WritePartEnd(to, item, part, released);
            }
        }

        var node = new ArrayBufferWriter<byte>(256);
        if (WriteItem(node, item, released))
        {
            WriteEvent(to, "response.output_item.done", data =>
            {
                data.Write(",\"output_index\":"u8);
                JsonText.WriteNumber(data, item.Index);
                data.Write(",\"item\":"u8);
                data.Write(node.WrittenSpan);
            });
        }
    }

    private void WritePartEnd(IBufferWriter<byte> to, ResponsesItem item, int part, ReleasedAnswer released)
    {
        var channel = item.Parts[part];
        var isSummary = part >= ResponsesStream.FirstSummary;
        var text = channel.Kind switch
        {
            ChannelKind.Refusal => "response.refusal.done",
            ChannelKind.Reasoning => isSummary ? "response.reasoning_summary_text.done" : "response.reasoning_text.done",
            _ => "response.output_text.done",
        };
        WriteEvent(to, text, data =>
        {
            WritePlace(data, item, part, isSummary, released);
            data.Write(channel.Kind is ChannelKind.Refusal ? ",\"refusal\":"u8 : ",\"text\":"u8);
            JsonText.WriteString(data, released.Text(channel).Span);
            data.Write(channel.Kind is ChannelKind.Text ? ",\"logprobs\":[]"u8 : ""u8);
        });
        WriteEvent(to, isSummary ? "response.reasoning_summary_part.done" : "response.content_part.done", data =>
        {
            WritePlace(data, item, part, isSummary, released);
            data.Write(",\"part\":"u8);
            WritePart(data, channel, released);
        });
    }

    private static void WritePlace(IBufferWriter<byte> to, ResponsesItem item, int part, bool isSummary, ReleasedAnswer released)
    {
        to.Write(",\"item_id\":"u8);
        JsonText.WriteString(to, released.Word(item.Id));
        to.Write(",\"output_index\":"u8);
        JsonText.WriteNumber(to, item.Index);
        to.Write(isSummary ? ",\"summary_index\":"u8 : ",\"content_index\":"u8);
        JsonText.WriteNumber(to, isSummary ? part - ResponsesStream.FirstSummary : part);
    }

    private void WriteResponse(IBufferWriter<byte> to, List<ResponsesItem> items, Refusal? refusal, ReleasedAnswer released)
    {
        to.Write(",\"response\":{\"id\":"u8);
        JsonText.WriteString(to, released.Word(_id));
        to.Write(",\"object\":\"response\",\"created_at\":"u8);
        JsonText.WriteNumber(to, _createdAt);
        to.Write(refusal is null
            ? ",\"status\":\"in_progress\",\"incomplete_details\":null"u8
            : ",\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"content_filter\"}"u8);
        to.Write(",\"error\":null,\"instructions\":null,\"metadata\":{},\"model\":"u8);
        JsonText.WriteString(to, released.Word(_model));
        to.Write(",\"parallel_tool_calls\":true,\"temperature\":null,\"tool_choice\":\"auto\",\"tools\":[],\"top_p\":null,\"usage\":null,\"output\":["u8);
        var isFirst = true;
        foreach (var item in items)
        {
            var node = new ArrayBufferWriter<byte>(256);
            var isOpenCall = item is { IsDoneAtClient: false, Type: "function_call" or "custom_tool_call" };
            if (!isOpenCall && WriteItem(node, item, released))
            {
                to.Write(isFirst ? ""u8 : ","u8);
                isFirst = false;
                to.Write(node.WrittenSpan);
            }
        }

        to.Write("]"u8);
        if (refusal is not null)
        {
            to.Write(",\"sallyport\":"u8);
            CutNotice.Write(to, refusal);
        }

        to.Write("}"u8);
    }

    private void WriteEvent(IBufferWriter<byte> to, string type, Action<IBufferWriter<byte>> write)
    {
        var data = new ArrayBufferWriter<byte>(256);
        data.Write("{\"type\":"u8);
        JsonText.WriteString(data, type);
        data.Write(",\"sequence_number\":"u8);
        JsonText.WriteNumber(data, ++Sequence);
        write(data);
        data.Write("}"u8);
        SseText.WriteEvent(to, Encoding.UTF8.GetBytes(type), data.WrittenSpan);
    }
}
