using System.Text.Json;

namespace Sallyport.Server.Demo;

/// <summary>The demo as OpenAI Responses.</summary>
internal sealed class ResponsesDemo : DemoDialect
{
    public override byte[] Whole(DemoRequest request, DemoAnswer answer, string id, long created) =>
        DemoJson.Object(json => WriteResponse(json, request, answer, id, created, isDone: true));

    public override IEnumerable<byte[]> Events(DemoRequest request, DemoAnswer answer, string id, long created)
    {
        var sequence = 0;
        byte[] Typed(string type, Action<Utf8JsonWriter> members) => DemoJson.Event(type, json =>
        {
            json.WriteString("type", type);
            json.WriteNumber("sequence_number", sequence++);
            members(json);
        });

        yield return Typed("response.created", json => json.Member("response", r => WriteResponse(r, request, answer, id, created, isDone: false)));
        yield return Typed("response.output_item.added", json => WriteItem(json, 0, item => WriteMessage(item, answer, id, isDone: false)));
        yield return Typed("response.content_part.added", json =>
        {
            WriteAt(json, "msg_" + id, 0);
            json.Member("part", static part => WritePart(part, string.Empty));
        });
        foreach (var piece in DemoAnswer.PiecesOf(answer.Text))
        {
            yield return Typed("response.output_text.delta", json =>
            {
                WriteAt(json, "msg_" + id, 0);
                json.WriteString("delta", piece);
            });
        }

        yield return Typed("response.output_text.done", json =>
        {
            WriteAt(json, "msg_" + id, 0);
            json.WriteString("text", answer.Text);
        });
        yield return Typed("response.content_part.done", json =>
        {
            WriteAt(json, "msg_" + id, 0);
            json.Member("part", part => WritePart(part, answer.Text));
        });
        yield return Typed("response.output_item.done", json => WriteItem(json, 0, item => WriteMessage(item, answer, id, isDone: true)));
        if (answer.Tool is not null)
        {
            yield return Typed("response.output_item.added", json => WriteItem(json, 1, item => WriteCall(item, answer, id, isDone: false)));
            foreach (var piece in DemoAnswer.PiecesOf(answer.Arguments))
            {
                yield return Typed("response.function_call_arguments.delta", json =>
                {
                    WriteCallAt(json, id);
                    json.WriteString("delta", piece);
                });
            }

            yield return Typed("response.function_call_arguments.done", json =>
            {
                WriteCallAt(json, id);
                json.WriteString("arguments", answer.Arguments);
            });
            yield return Typed("response.output_item.done", json => WriteItem(json, 1, item => WriteCall(item, answer, id, isDone: true)));
        }

        yield return Typed("response.completed", json => json.Member("response", r => WriteResponse(r, request, answer, id, created, isDone: true)));
    }

    private static void WriteResponse(Utf8JsonWriter json, DemoRequest request, DemoAnswer answer, string id, long created, bool isDone)
    {
        json.WriteString("id", "resp_" + id);
        json.WriteString("object", "response");
        json.WriteNumber("created_at", created);
        json.WriteString("status", isDone ? "completed" : "in_progress");
        json.WriteNull("error");
        json.WriteNull("incomplete_details");
        json.WriteString("model", request.Model);
        Action<Utf8JsonWriter> message = item => WriteMessage(item, answer, id, isDone: true);
        Action<Utf8JsonWriter> call = item => WriteCall(item, answer, id, isDone: true);
        json.Array("output", !isDone ? [] : answer.Tool is null ? [message] : [message, call]);
        json.WriteBoolean("parallel_tool_calls", true);
        json.WriteString("tool_choice", "auto");
        json.Array("tools");
        json.WriteBoolean("store", false);
        if (!isDone)
        {
            json.WriteNull("usage");
            return;
        }

        json.Member("usage", usage =>
        {
            usage.WriteNumber("input_tokens", request.Size / 4);
            usage.Member("input_tokens_details", static details => details.WriteNumber("cached_tokens", 0));
            usage.WriteNumber("output_tokens", answer.Tokens);
            usage.Member("output_tokens_details", static details => details.WriteNumber("reasoning_tokens", 0));
            usage.WriteNumber("total_tokens", (request.Size / 4) + answer.Tokens);
        });
    }

    private static void WriteItem(Utf8JsonWriter json, int index, Action<Utf8JsonWriter> item)
    {
        json.WriteNumber("output_index", index);
        json.Member("item", item);
    }

    private static void WriteMessage(Utf8JsonWriter json, DemoAnswer answer, string id, bool isDone)
    {
        json.WriteString("id", "msg_" + id);
        json.WriteString("type", "message");
        json.WriteString("status", isDone ? "completed" : "in_progress");
        json.WriteString("role", "assistant");
        json.Array("content", isDone ? [part => WritePart(part, answer.Text)] : []);
    }

    private static void WriteCall(Utf8JsonWriter json, DemoAnswer answer, string id, bool isDone)
    {
        json.WriteString("id", "fc_" + id);
        json.WriteString("type", "function_call");
        json.WriteString("status", isDone ? "completed" : "in_progress");
        json.WriteString("call_id", "call_" + id);
        json.WriteString("name", answer.Tool);
        json.WriteString("arguments", isDone ? answer.Arguments : string.Empty);
    }

    private static void WritePart(Utf8JsonWriter part, string text)
    {
        part.WriteString("type", "output_text");
        part.WriteString("text", text);
        part.Array("annotations");
    }

    private static void WriteAt(Utf8JsonWriter json, string item, int output)
    {
        json.WriteString("item_id", item);
        json.WriteNumber("output_index", output);
        json.WriteNumber("content_index", 0);
    }

    private static void WriteCallAt(Utf8JsonWriter json, string id)
    {
        json.WriteString("item_id", "fc_" + id);
        json.WriteNumber("output_index", 1);
    }
}
