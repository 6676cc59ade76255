using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Hosting;
using Sallyport.TestKit.Providers;

namespace Sallyport.Gateway.Tests.RemoteGuards;

/// <summary>What the tests of remote guards share: a gateway whose policy asks one, and what is said to it and by it.</summary>
internal static class RemoteTrial
{
    public const string Question = "Which tram goes to the harbour?";

    public static Task<GuardedGateway> StartAsync(
        FakeProvider provider, Uri remote, string on = "input", string protocol = "chat", int timeout = 10_000, string? guard = null, string guards = "", string? more = null,
        ILoggerFactory? logs = null, GatewayOptions? options = null) =>
        GuardedGateway.StartAsync(provider.Address, PolicyThatAsks(remote, on, protocol, timeout, guard, guards, more), inward: remote, logs: logs, options: options);

    public static string PolicyThatAsks(
        Uri remote, string on = "input", string protocol = "chat", int timeout = 10_000, string? guard = null, string guards = "", string? more = null) => $$"""
        version: 1
        name: remote
        remote_guards:
          - name: judge
            protocol: {{protocol}}
            url: {{new Uri(remote, "/judge")}}
            {{(protocol == "classifier" ? "" : "model: judge-model")}}
            finds: [{kind: injection.remote{{(protocol == "chat" ? "" : ", labels: [bad]")}}}]
            timeout_ms: {{timeout}}
            {{more}}
        guards:
          - name: remote
            findings: [injection.remote]
            on: {{on}}
            {{(on == "output" ? "" : "origins: [user]")}}
            {{(on == "input" ? "" : "channels: [text]")}}
            action: block
            {{guard}}{{guards}}
        """;

    public static FakeAnswer Verdict(string content) => FakeAnswer.Json(VerdictBody(content));

    /// <summary>A verdict as a model gives it that keeps to what it was asked: with the call's own code.</summary>
    public static FakeAnswer CodedVerdict(SeenRequest request, string score) => Verdict($$"""{"code": "{{CodeOf(request)}}", "score": {{score}}}""");

    public static string CodeOf(SeenRequest request)
    {
        var instructions = (string)JsonNode.Parse(request.Body)!["messages"]![0]!["content"]!;
        var start = instructions.IndexOf("\"code\": \"", StringComparison.Ordinal) + "\"code\": \"".Length;
        return instructions[start..instructions.IndexOf('"', start)];
    }

    public static string VerdictBody(string content) => new JsonObject
    {
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["finish_reason"] = "stop", ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content } }),
    }.ToJsonString();

    public static FakeAnswer Answer(string content) => FakeAnswer.Json(new JsonObject
    {
        ["id"] = "c1", ["object"] = "chat.completion", ["created"] = 1, ["model"] = "m",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content }, ["finish_reason"] = "stop" }),
    }.ToJsonString());

    public static FakeAnswer Stream(params string[] deltas) => FakeAnswer.Events(
    [
        .. deltas.Select(delta => $$$"""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{{delta}}}"},"finish_reason":null}]}"""),
        """{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
        "[DONE]",
    ]);

    public static string Chat(string text, bool streams = false) => new JsonObject
    {
        ["model"] = "m", ["stream"] = streams, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
    }.ToJsonString();

    public static string Chat(params ReadOnlySpan<string> turns)
    {
        var messages = new JsonArray();
        foreach (var turn in turns)
        {
            messages.Add(new JsonObject { ["role"] = "user", ["content"] = turn });
        }

        return new JsonObject { ["model"] = "m", ["messages"] = messages }.ToJsonString();
    }

    public static string Entry(IReadOnlyList<Ledger.LedgerRow> entries, int index = 0) => Encoding.UTF8.GetString(entries[index].Body);
}
