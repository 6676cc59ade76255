using System.Text.Json;
using Sallyport.Gateway.Hosting;

namespace Sallyport.Gateway.Tests.Wires;

/// <summary>OpenAI's Responses, which says each text up to five times: in deltas, and when text, part, item and response are done.</summary>
internal sealed class ResponsesWire : Wire
{
    public override string Name => "responses";

    public override ModelRoute Route => ModelRoute.Responses;

    public override string Path => "/v1/responses";

    public override string Request(string text, bool isStream) =>
        $$$"""{"model":"gpt-x","store":false,"stream":{{{(isStream ? "true" : "false")}}},"input":{{{Quote(text)}}}}""";

    public override IReadOnlyList<string> Events(IReadOnlyList<ScriptPart> parts)
    {
        var data = new List<(string Type, string Fields)> { ("response.created", $"\"response\":{Response("in_progress", [])}") };
        for (var i = 0; i < parts.Count; i++)
        {
            Add(data, parts[i], i);
        }

        data.Add(("response.completed", $"\"response\":{Response("completed", parts)}"));
        return [.. data.Select((entry, n) => $$"""event: {{entry.Type}}{{"\n"}}data: {"type":"{{entry.Type}}","sequence_number":{{n}},{{entry.Fields}}}{{"\n\n"}}""")];
    }

    public override string Answer(IReadOnlyList<ScriptPart> parts) => Response("completed", parts);

    public override Dictionary<string, string> Read(string stream)
    {
        var texts = new Dictionary<string, string>();
        var whole = new Dictionary<string, string>();
        foreach (var data in DataOf(stream))
        {
            switch (data.GetProperty("type").GetString())
            {
                case "response.output_text.delta" or "response.reasoning_summary_text.delta" or "response.function_call_arguments.delta":
                    Add(texts, KeyOf(data), data.GetProperty("delta").GetString());
                    break;
                case "response.output_text.done" or "response.reasoning_summary_text.done":
                    Repeat(texts, KeyOf(data), data.GetProperty("text").GetString());
                    break;
                case "response.function_call_arguments.done":
                    Repeat(texts, KeyOf(data), data.GetProperty("arguments").GetString());
                    break;
                case "response.content_part.done" or "response.reasoning_summary_part.done":
                    Repeat(texts, KeyOf(data), data.GetProperty("part").GetProperty("text").GetString());
                    break;
                case "response.output_item.done":
                    Repeat(texts, KeyOf(data), TextOf(data.GetProperty("item")));
                    break;
                case "response.completed" or "response.incomplete":
                    whole = ReadAnswer(data.GetProperty("response").GetRawText());
                    break;
                default:
                    break;
            }
        }

        foreach (var (key, text) in whole)
        {
            Repeat(texts, key, text);
        }

        return texts;
    }

    public override Dictionary<string, string> ReadAnswer(string answer) => JsonDocument.Parse(answer).RootElement
        .GetProperty("output").EnumerateArray().Index().ToDictionary(entry => $"{entry.Index}", entry => TextOf(entry.Item));

    public override string KeyOf(IReadOnlyList<ScriptPart> parts, int part) => $"{part}";

    public override bool IsBlocked(string received) => received.Contains("\"reason\":\"content_filter\"", StringComparison.Ordinal);

    public override bool IsBroken(string stream) =>
        DataOf(stream).Any(data => data.GetProperty("type").GetString() is "error" or "response.failed");

    public override bool IsFinished(string stream) => stream.Contains("event: response.completed", StringComparison.Ordinal);

    private static string KeyOf(JsonElement data) => $"{data.GetProperty("output_index").GetInt32()}";

    private static string TextOf(JsonElement item)
    {
        var type = item.GetProperty("type").GetString();
        return type is "function_call"
            ? item.GetProperty("arguments").GetString()!
            : string.Concat(item.GetProperty(type is "reasoning" ? "summary" : "content").EnumerateArray().Select(part => part.GetProperty("text").GetString()));
    }

    private static void Repeat(Dictionary<string, string> texts, string key, string? text)
    {
        if (texts.GetValueOrDefault(key, "") != text)
        {
            throw new InvalidOperationException($"Text {key} is repeated as '{text}', after '{texts.GetValueOrDefault(key)}'.");
        }
    }

    private static void Add(List<(string Type, string Fields)> data, ScriptPart part, int i)
    {
        var (text, kind) = part.Kind switch
        {
            ScriptKind.Text => ("output_text", "content"),
            ScriptKind.Reasoning => ("reasoning_summary_text", "summary"),
            _ => ("function_call_arguments", ""),
        };
        var place = $"\"item_id\":\"it_{i}\",\"output_index\":{i}" + (kind.Length > 0 ? $",\"{kind}_index\":0" : "");
        data.Add(("response.output_item.added", $"\"output_index\":{i},\"item\":{Item(part, i, isDone: false)}"));
        var partEvent = part.Kind is ScriptKind.Text ? "content_part" : "reasoning_summary_part";
        if (kind.Length > 0)
        {
            data.Add(($"response.{partEvent}.added", $"{place},\"part\":{Part(part.Kind, "")}"));
        }

        data.AddRange(part.Pieces.Select(piece => ($"response.{text}.delta", $"{place},\"delta\":{Quote(piece)}")));
        data.Add(($"response.{text}.done", $"{place},\"{(kind.Length > 0 ? "text" : "arguments")}\":{Quote(part.Whole)}"));
        if (kind.Length > 0)
        {
            data.Add(($"response.{partEvent}.done", $"{place},\"part\":{Part(part.Kind, part.Whole)}"));
        }

        data.Add(("response.output_item.done", $"\"output_index\":{i},\"item\":{Item(part, i, isDone: true)}"));
    }

    private static string Part(ScriptKind kind, string text) => kind is ScriptKind.Text
        ? $$"""{"type":"output_text","annotations":[],"logprobs":[],"text":{{Quote(text)}}}"""
        : $$"""{"type":"summary_text","text":{{Quote(text)}}}""";

    private static string Item(ScriptPart part, int i, bool isDone)
    {
        var status = isDone ? "completed" : "in_progress";
        var inner = isDone ? Part(part.Kind, part.Whole) : "";
        return part.Kind switch
        {
            ScriptKind.Text => $$"""{"id":"it_{{i}}","type":"message","status":"{{status}}","role":"assistant","content":[{{inner}}]}""",
            ScriptKind.Reasoning => $$"""{"id":"it_{{i}}","type":"reasoning","summary":[{{inner}}]}""",
            _ => $$"""{"id":"it_{{i}}","type":"function_call","status":"{{status}}","call_id":"call_{{i}}","name":"mail","arguments":{{(isDone ? Quote(part.Whole) : "\"\"")}}}""",
        };
    }

    private static string Response(string status, IReadOnlyList<ScriptPart> parts) =>
        $$$"""{"id":"resp_1","object":"response","created_at":1767225800,"status":"{{{status}}}","error":null,"incomplete_details":null,"instructions":null,"model":"gpt-x","output":[{{{string.Join(',', parts.Select((part, i) => Item(part, i, isDone: true)))}}}],"parallel_tool_calls":true,"tools":[],"tool_choice":"auto","metadata":{},"usage":{{{(status == "completed" ? """{"input_tokens":3,"input_tokens_details":{"cached_tokens":0},"output_tokens":4,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":7}""" : "null")}}}}""";
}
