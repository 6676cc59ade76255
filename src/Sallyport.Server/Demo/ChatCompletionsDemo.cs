using System.Text.Json;

namespace Sallyport.Server.Demo;

/// <summary>The demo as Chat Completions.</summary>
internal sealed class ChatCompletionsDemo : DemoDialect
{
    public override byte[] Whole(DemoRequest request, DemoAnswer answer, string id, long created) => DemoJson.Object(json =>
    {
        WriteHead(json, "chat.completion", request, id, created);
        json.Array("choices", choice =>
        {
            choice.WriteNumber("index", 0);
            choice.Member("message", message =>
            {
                message.WriteString("role", "assistant");
                message.WriteString("content", answer.Text);
                if (answer.Tool is { } tool)
                {
                    message.Array("tool_calls", call => WriteCall(call, id, tool, answer.Arguments));
                }
            });
            choice.WriteString("finish_reason", Finish(answer));
        });
        WriteUsage(json, request, answer);
    });

    public override IEnumerable<byte[]> Events(DemoRequest request, DemoAnswer answer, string id, long created)
    {
        byte[] Chunk(Action<Utf8JsonWriter> delta, string? finish = null) => DemoJson.Event(null, json =>
        {
            WriteHead(json, "chat.completion.chunk", request, id, created);
            json.Array("choices", choice =>
            {
                choice.WriteNumber("index", 0);
                choice.Member("delta", delta);
                choice.WriteString("finish_reason", finish);
            });
        });

        yield return Chunk(static delta =>
        {
            delta.WriteString("role", "assistant");
            delta.WriteString("content", string.Empty);
        });
        foreach (var piece in DemoAnswer.PiecesOf(answer.Text))
        {
            yield return Chunk(delta => delta.WriteString("content", piece));
        }

        if (answer.Tool is { } tool)
        {
            yield return Chunk(delta => delta.Array("tool_calls", call =>
            {
                call.WriteNumber("index", 0);
                WriteCall(call, id, tool, string.Empty);
            }));
            foreach (var piece in DemoAnswer.PiecesOf(answer.Arguments))
            {
                yield return Chunk(delta => delta.Array("tool_calls", call =>
                {
                    call.WriteNumber("index", 0);
                    call.Member("function", function => function.WriteString("arguments", piece));
                }));
            }
        }

        yield return Chunk(static _ => { }, Finish(answer));
        yield return DemoJson.Event(null, json =>
        {
            WriteHead(json, "chat.completion.chunk", request, id, created);
            json.Array("choices");
            WriteUsage(json, request, answer);
        });
        yield return "data: [DONE]\n\n"u8.ToArray();
    }

    private static void WriteHead(Utf8JsonWriter json, string kind, DemoRequest request, string id, long created)
    {
        json.WriteString("id", "chatcmpl-" + id);
        json.WriteString("object", kind);
        json.WriteNumber("created", created);
        json.WriteString("model", request.Model);
    }

    private static void WriteCall(Utf8JsonWriter call, string id, string tool, string arguments)
    {
        call.WriteString("id", "call_" + id);
        call.WriteString("type", "function");
        call.Member("function", function =>
        {
            function.WriteString("name", tool);
            function.WriteString("arguments", arguments);
        });
    }

    private static void WriteUsage(Utf8JsonWriter json, DemoRequest request, DemoAnswer answer) => json.Member("usage", usage =>
    {
        usage.WriteNumber("prompt_tokens", request.Size / 4);
        usage.WriteNumber("completion_tokens", answer.Tokens);
        usage.WriteNumber("total_tokens", (request.Size / 4) + answer.Tokens);
    });

    private static string Finish(DemoAnswer answer) => answer.Tool is null ? "stop" : "tool_calls";
}
