using System.Text.Json;
using Sallyport.Gateway.Hosting;

namespace Sallyport.Gateway.Tests.Wires;

/// <summary>OpenAI's Chat Completions.</summary>
internal sealed class ChatWire : Wire
{
    public override string Name => "chat";

    public override ModelRoute Route => ModelRoute.ChatCompletions;

    public override string Path => "/v1/chat/completions";

    public override string Request(string text, bool isStream) =>
        $$$"""{"model":"gpt-x","stream":{{{(isStream ? "true" : "false")}}},"messages":[{"role":"user","content":{{{Quote(text)}}}}]}""";

    // The choices take turns, token by token; each keeps the order of its own parts.
    public override IReadOnlyList<string> Events(IReadOnlyList<ScriptPart> parts)
    {
        var turns = parts.Select((part, index) => (part, index)).GroupBy(entry => entry.part.Choice).OrderBy(group => group.Key)
            .Select(choice => new Queue<string>([
                Chunk(choice.Key, """{"role":"assistant"}"""),
                .. choice.SelectMany(entry => Deltas(parts, entry.index)).Select(delta => Chunk(choice.Key, delta)),
                Chunk(choice.Key, "{}", choice.Any(entry => entry.part.Kind is ScriptKind.Call) ? "tool_calls" : "stop")]))
            .ToList();
        var events = new List<string>();
        while (turns.Any(turn => turn.Count > 0))
        {
            events.AddRange(turns.Where(turn => turn.Count > 0).Select(turn => turn.Dequeue()));
        }

        return [.. events, "data: [DONE]\n\n"];
    }

    public override string Answer(IReadOnlyList<ScriptPart> parts)
    {
        var choices = parts.GroupBy(part => part.Choice).OrderBy(group => group.Key).Select(choice =>
        {
            var calls = choice.Where(part => part.Kind is ScriptKind.Call).ToList();
            var said = string.Concat(choice.Where(part => part.Kind is ScriptKind.Text).Select(part => part.Whole));
            var thought = string.Concat(choice.Where(part => part.Kind is ScriptKind.Reasoning).Select(part => part.Whole));
            var toolCalls = string.Join(',', calls.Select((call, n) =>
                $$$"""{"id":"call_{{{n}}}","type":"function","function":{"name":"mail","arguments":{{{Quote(call.Whole)}}}}}"""));
            return $$$"""{"index":{{{choice.Key}}},"message":{"role":"assistant","content":{{{Quote(said)}}}"""
                + (thought.Length > 0 ? $$$""","reasoning_content":{{{Quote(thought)}}}""" : "")
                + (calls.Count > 0 ? $$$""","tool_calls":[{{{toolCalls}}}]""" : "")
                + $$$"""},"finish_reason":"{{{(calls.Count > 0 ? "tool_calls" : "stop")}}}"}""";
        });
        return $$$"""{"id":"c1","object":"chat.completion","created":1,"model":"gpt-x","choices":[{{{string.Join(',', choices)}}}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""";
    }

    public override Dictionary<string, string> Read(string stream)
    {
        var texts = new Dictionary<string, string>();
        foreach (var chunk in DataOf(stream).Where(chunk => chunk.TryGetProperty("choices", out _)))
        {
            foreach (var choice in chunk.GetProperty("choices").EnumerateArray())
            {
                Read(texts, choice.GetProperty("index").GetInt32(), choice.GetProperty("delta"));
            }
        }

        return texts;
    }

    public override Dictionary<string, string> ReadAnswer(string answer)
    {
        var texts = new Dictionary<string, string>();
        foreach (var choice in JsonDocument.Parse(answer).RootElement.GetProperty("choices").EnumerateArray())
        {
            Read(texts, choice.GetProperty("index").GetInt32(), choice.GetProperty("message"));
        }

        return texts;
    }

    public override string KeyOf(IReadOnlyList<ScriptPart> parts, int part) => parts[part].Kind switch
    {
        ScriptKind.Text => $"{parts[part].Choice}/text",
        ScriptKind.Reasoning => $"{parts[part].Choice}/reasoning",
        _ => $"{parts[part].Choice}/call/{CallNumber(parts, part)}",
    };

    public override bool IsBlocked(string received) => received.Contains("\"finish_reason\":\"content_filter\"", StringComparison.Ordinal);

    public override bool IsFinished(string stream) => stream.Contains("data: [DONE]", StringComparison.Ordinal);

    private static void Read(Dictionary<string, string> texts, int choice, JsonElement message)
    {
        if (message.TryGetProperty("content", out var content) && content.GetString() is { Length: > 0 } said)
        {
            Add(texts, $"{choice}/text", said);
        }

        if (message.TryGetProperty("reasoning_content", out var reasoning))
        {
            Add(texts, $"{choice}/reasoning", reasoning.GetString());
        }

        if (message.TryGetProperty("tool_calls", out var calls))
        {
            var position = 0;
            foreach (var call in calls.EnumerateArray())
            {
                var number = call.TryGetProperty("index", out var index) ? index.GetInt32() : position++;
                Add(texts, $"{choice}/call/{number}", call.GetProperty("function").GetProperty("arguments").GetString());
            }
        }
    }

    private static IEnumerable<string> Deltas(IReadOnlyList<ScriptPart> parts, int part)
    {
        var number = CallNumber(parts, part);
        return parts[part].Kind switch
        {
            ScriptKind.Text => parts[part].Pieces.Select(piece => $$"""{"content":{{Quote(piece)}}}"""),
            ScriptKind.Reasoning => parts[part].Pieces.Select(piece => $$"""{"reasoning_content":{{Quote(piece)}}}"""),
            _ => parts[part].Pieces.Select(piece => $$$"""{"tool_calls":[{"index":{{{number}}},"function":{"arguments":{{{Quote(piece)}}}}}]}""")
                .Prepend($$$"""{"tool_calls":[{"index":{{{number}}},"id":"call_{{{number}}}","type":"function","function":{"name":"mail","arguments":""}}]}"""),
        };
    }

    private static int CallNumber(IReadOnlyList<ScriptPart> parts, int part) =>
        parts.Take(part).Count(other => other.Kind is ScriptKind.Call && other.Choice == parts[part].Choice);

    private static string Chunk(int choice, string delta, string? finish = null) =>
        $$$"""data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-x","choices":[{"index":{{{choice}}},"delta":{{{delta}}},"finish_reason":{{{(finish is null ? "null" : Quote(finish))}}}}]}""" + "\n\n";
}
