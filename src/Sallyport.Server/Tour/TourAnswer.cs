using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tour;

/// <summary>A Chat Completions answer as a client reads it: the pieces of its text and of its tool call's arguments.</summary>
/// <param name="Text">The text's pieces, one where it did not stream.</param>
/// <param name="Arguments">The arguments' pieces; empty where no tool is called.</param>
internal sealed record TourAnswer(IReadOnlyList<string> Text, IReadOnlyList<string> Arguments)
{
    private const string StreamMark = "data:";

    /// <summary>Reads an answer, streamed or not.</summary>
    public static TourAnswer Read(byte[] body)
    {
        var text = new List<string>();
        var arguments = new List<string>();
        foreach (var document in Documents(body))
        {
            var choice = document?["choices"] is JsonArray { Count: > 0 } choices ? choices[0] : null;
            var message = choice?["delta"] ?? choice?["message"];
            Keep(text, message?["content"]);
            Keep(arguments, message?["tool_calls"]?[0]?["function"]?["arguments"]);
            if (document?["error"] is { } error)
            {
                text.Add($"error {error["code"]}: {error["message"]}");
            }
        }

        return new(text, arguments);
    }

    /// <summary>The text, then the arguments, each piece followed by the separator but the last.</summary>
    public string Join(string separator)
    {
        var text = string.Join(separator, Text);
        return Arguments.Count == 0 ? text : $"{text}{(text.Length > 0 ? " " : "")}{string.Join(separator, Arguments)}";
    }

    private static IEnumerable<JsonNode?> Documents(byte[] body)
    {
        if (!Encoding.UTF8.GetString(body).StartsWith(StreamMark, StringComparison.Ordinal))
        {
            return body.Length == 0 ? [] : [JsonNode.Parse(body)];
        }

        using var stream = new MemoryStream(body);
        return [.. SseParser.Create(stream).Enumerate().Where(static item => item.Data.StartsWith('{')).Select(static item => JsonNode.Parse(item.Data))];
    }

    private static void Keep(List<string> pieces, JsonNode? piece)
    {
        if (piece?.GetValue<string>() is { Length: > 0 } text)
        {
            pieces.Add(text);
        }
    }
}
