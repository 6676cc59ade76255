using System.Text.Json;

namespace Sallyport.Server.Demo;

/// <summary>The demo as Anthropic Messages.</summary>
internal sealed class MessagesDemo : DemoDialect
{
    /// <summary>How many tokens a request would take, as its answer's usage would tell.</summary>
    public static byte[] Count(DemoRequest request) => DemoJson.Object(json => json.WriteNumber("input_tokens", InputTokens(request)));

    public override byte[] Whole(DemoRequest request, DemoAnswer answer, string id, long created) => DemoJson.Object(json =>
    {
        WriteHead(json, request, id);
        Action<Utf8JsonWriter> text = block =>
        {
            block.WriteString("type", "text");
            block.WriteString("text", answer.Text);
        };
        Action<Utf8JsonWriter> call = block =>
        {
            WriteCallHead(block, answer, id);
            block.WritePropertyName("input");
            block.WriteRawValue(answer.Arguments);
        };
        json.Array("content", answer.Tool is null ? [text] : [text, call]);
        json.WriteString("stop_reason", Stop(answer));
        json.WriteNull("stop_sequence");
        WriteUsage(json, InputTokens(request), answer.Tokens);
    });

    public override IEnumerable<byte[]> Events(DemoRequest request, DemoAnswer answer, string id, long created)
    {
        yield return Typed("message_start", json => json.Member("message", message =>
        {
            WriteHead(message, request, id);
            message.Array("content");
            message.WriteNull("stop_reason");
            message.WriteNull("stop_sequence");
            WriteUsage(message, InputTokens(request), 1);
        }));
        yield return Typed("content_block_start", json =>
        {
            json.WriteNumber("index", 0);
            json.Member("content_block", static block =>
            {
                block.WriteString("type", "text");
                block.WriteString("text", string.Empty);
            });
        });
        yield return Typed("ping", static _ => { });
        foreach (var piece in DemoAnswer.PiecesOf(answer.Text))
        {
            yield return Delta(0, "text_delta", "text", piece);
        }

        yield return Typed("content_block_stop", static json => json.WriteNumber("index", 0));
        if (answer.Tool is not null)
        {
            yield return Typed("content_block_start", json =>
            {
                json.WriteNumber("index", 1);
                json.Member("content_block", block =>
                {
                    WriteCallHead(block, answer, id);
                    block.Member("input", static _ => { });
                });
            });
            foreach (var piece in DemoAnswer.PiecesOf(answer.Arguments))
            {
                yield return Delta(1, "input_json_delta", "partial_json", piece);
            }

            yield return Typed("content_block_stop", static json => json.WriteNumber("index", 1));
        }

        yield return Typed("message_delta", json =>
        {
            json.Member("delta", delta =>
            {
                delta.WriteString("stop_reason", Stop(answer));
                delta.WriteNull("stop_sequence");
            });
            json.Member("usage", usage => usage.WriteNumber("output_tokens", answer.Tokens));
        });
        yield return Typed("message_stop", static _ => { });
    }

    // A token is about four letters; this model has no tokenizer.
    private static int InputTokens(DemoRequest request) => request.Size / 4;

    private static byte[] Typed(string type, Action<Utf8JsonWriter> members) => DemoJson.Event(type, json =>
    {
        json.WriteString("type", type);
        members(json);
    });

    private static byte[] Delta(int index, string type, string member, string piece) => Typed("content_block_delta", json =>
    {
        json.WriteNumber("index", index);
        json.Member("delta", delta =>
        {
            delta.WriteString("type", type);
            delta.WriteString(member, piece);
        });
    });

    private static void WriteHead(Utf8JsonWriter json, DemoRequest request, string id)
    {
        json.WriteString("id", "msg_" + id);
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", request.Model);
    }

    private static void WriteCallHead(Utf8JsonWriter block, DemoAnswer answer, string id)
    {
        block.WriteString("type", "tool_use");
        block.WriteString("id", "toolu_" + id);
        block.WriteString("name", answer.Tool);
    }

    private static void WriteUsage(Utf8JsonWriter json, int input, int output) => json.Member("usage", usage =>
    {
        usage.WriteNumber("input_tokens", input);
        usage.WriteNumber("output_tokens", output);
    });

    private static string Stop(DemoAnswer answer) => answer.Tool is null ? "end_turn" : "tool_use";
}
