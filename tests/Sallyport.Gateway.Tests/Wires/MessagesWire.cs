using System.Text.Json;
using Sallyport.Gateway.Hosting;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Tests.Wires;

/// <summary>Anthropic's Messages.</summary>
internal sealed class MessagesWire : Wire
{
    public override string Name => "messages";

    public override ModelRoute Route => ModelRoute.Messages;

    public override string Path => "/v1/messages";

    public override UpstreamKind Kind => UpstreamKind.Anthropic;

    public override string Request(string text, bool isStream) =>
        $$$"""{"model":"claude-x","max_tokens":100,"stream":{{{(isStream ? "true" : "false")}}},"messages":[{"role":"user","content":{{{Quote(text)}}}}]}""";

    public override IReadOnlyList<string> Events(IReadOnlyList<ScriptPart> parts)
    {
        var events = new List<string>
        {
            Event("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}}"""),
            Event("ping", """{"type":"ping"}"""),
        };
        for (var i = 0; i < parts.Count; i++)
        {
            events.Add(Event("content_block_start", $$$"""{"type":"content_block_start","index":{{{i}}},"content_block":{{{Start(parts[i], i)}}}}"""));
            foreach (var piece in parts[i].Pieces)
            {
                events.Add(Event("content_block_delta", $$$"""{"type":"content_block_delta","index":{{{i}}},"delta":{{{Delta(parts[i].Kind, piece)}}}}"""));
            }

            events.Add(Event("content_block_stop", $$$"""{"type":"content_block_stop","index":{{{i}}}}"""));
        }

        events.Add(Event("message_delta", $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{StopReason(parts)}}}","stop_sequence":null},"usage":{"output_tokens":4}}"""));
        events.Add(Event("message_stop", """{"type":"message_stop"}"""));
        return events;
    }

    public override string Answer(IReadOnlyList<ScriptPart> parts)
    {
        var blocks = parts.Select((part, n) => part.Kind switch
        {
            ScriptKind.Text => $$"""{"type":"text","text":{{Quote(part.Whole)}}}""",
            ScriptKind.Reasoning => $$"""{"type":"thinking","thinking":{{Quote(part.Whole)}},"signature":"c2ln"}""",
            _ => $$"""{"type":"tool_use","id":"toolu_{{n}}","name":"mail","input":{{part.Whole}}}""",
        });
        return $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[{{{string.Join(',', blocks)}}}],"stop_reason":"{{{StopReason(parts)}}}","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":4}}""";
    }

    public override Dictionary<string, string> Read(string stream)
    {
        var texts = new Dictionary<string, string>();
        foreach (var data in DataOf(stream).Where(data => data.GetProperty("type").GetString() is "content_block_delta"))
        {
            var delta = data.GetProperty("delta");
            var text = delta.GetProperty("type").GetString() switch
            {
                "text_delta" => delta.GetProperty("text").GetString(),
                "thinking_delta" => delta.GetProperty("thinking").GetString(),
                "input_json_delta" => delta.GetProperty("partial_json").GetString(),
                _ => "",
            };
            Add(texts, $"{data.GetProperty("index").GetInt32()}", text);
        }

        return texts;
    }

    public override Dictionary<string, string> ReadAnswer(string answer)
    {
        var texts = new Dictionary<string, string>();
        foreach (var (index, block) in JsonDocument.Parse(answer).RootElement.GetProperty("content").EnumerateArray().Index())
        {
            texts[$"{index}"] = block.GetProperty("type").GetString() switch
            {
                "text" => block.GetProperty("text").GetString()!,
                "thinking" => block.GetProperty("thinking").GetString()!,
                _ => block.GetProperty("input").GetRawText(),
            };
        }

        return texts;
    }

    public override string KeyOf(IReadOnlyList<ScriptPart> parts, int part) => $"{part}";

    public override bool IsBlocked(string received) => received.Contains("\"stop_reason\":\"refusal\"", StringComparison.Ordinal);

    public override bool IsFinished(string stream) => stream.Contains("event: message_stop", StringComparison.Ordinal);

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    private static string StopReason(IReadOnlyList<ScriptPart> parts) => parts.Any(part => part.Kind is ScriptKind.Call) ? "tool_use" : "end_turn";

    private static string Start(ScriptPart part, int index) => part.Kind switch
    {
        ScriptKind.Text => """{"type":"text","text":""}""",
        ScriptKind.Reasoning => """{"type":"thinking","thinking":"","signature":""}""",
        _ => $$$"""{"type":"tool_use","id":"toolu_{{{index}}}","name":"mail","input":{}}""",
    };

    private static string Delta(ScriptKind kind, string piece) => kind switch
    {
        ScriptKind.Text => $$"""{"type":"text_delta","text":{{Quote(piece)}}}""",
        ScriptKind.Reasoning => $$"""{"type":"thinking_delta","thinking":{{Quote(piece)}}}""",
        _ => $$"""{"type":"input_json_delta","partial_json":{{Quote(piece)}}}""",
    };
}
