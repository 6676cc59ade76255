using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Failures;

/// <summary>Bodies that no client should send, on every dialect: a clear error in the caller's own form, one entry in the ledger, and nothing for the upstream.</summary>
public sealed partial class MalformedRequestTests
{
    private const int Nesting = 10_000;

    private static readonly (string Name, Func<string, string> Spoil)[] Spoilers =
    [
        ("nothing", static _ => ""),
        ("no JSON", static _ => "hello"),
        ("half of it", static request => request[..(request.Length / 2)]),
        ("two documents", static request => request + request),
        ("an array", static request => $"[{request}]"),
        ("a byte-order mark", static request => "\uFEFF" + request),
        ("a comment", static request => "/* hi */" + request),
        ("a trailing comma", static request => request[..^1] + ",}"),
        ("a number that is none", static request => request[..^1] + ",\"n\":01}"),
        ("NaN", static request => request[..^1] + ",\"n\":NaN}"),
        ("a raw control character", static request => request.Replace("marker", "mar\u0001ker", StringComparison.Ordinal)),
        ("an unknown escape", static request => request.Replace("marker", "mar\\qker", StringComparison.Ordinal)),
        ("a lone high surrogate", static request => request.Replace("marker", "mar\\ud83dker", StringComparison.Ordinal)),
        ("a lone low surrogate", static request => request.Replace("marker", "mar\\ude00ker", StringComparison.Ordinal)),
        ("swapped surrogates", static request => request.Replace("marker", "mar\\ude00\\ud83dker", StringComparison.Ordinal)),
        ("a lone surrogate in a name", static request => request[..^1] + ",\"\\ud83d\":1}"),
        ("a duplicate key", static request => request[..^1] + ",\"model\":\"other\"}"),
        ("a duplicate key in disguise", static request => request[..^1] + ",\"mod\\u0065l\":\"other\"}"),
        ("a nest of arrays", static request => request[..^1] + $",\"x\":{new string('[', Nesting)}{new string(']', Nesting)}}}"),
        ("a nest of objects", static request => request[..^1] + $",\"x\":{string.Concat(Enumerable.Repeat("{\"x\":", Nesting))}1{new string('}', Nesting)}}}"),
        ("a nest without end", static request => request[..^1] + $",\"x\":{new string('[', Nesting)}"),
        ("a million values", static request => request[..^1] + $",\"x\":[{string.Concat(Enumerable.Repeat("1,", 1_000_000))}1]}}"),
        ("a model that is a number", static request => request.Replace("\"model\":\"", "\"model\":1,\"m\":\"", StringComparison.Ordinal)),
        ("a model that is null", static request => request.Replace("\"model\":\"", "\"model\":null,\"m\":\"", StringComparison.Ordinal)),
        ("no model", static request => request.Replace("\"model\":\"", "\"m\":\"", StringComparison.Ordinal)),
        ("a stream that is a word", static request => request.Replace("\"stream\":false", "\"stream\":\"true\"", StringComparison.Ordinal)),
        ("messages that are a number", static request => request.Replace("\"messages\":[", "\"messages\":7,\"n\":[", StringComparison.Ordinal).Replace("\"input\":", "\"input\":7,\"n\":", StringComparison.Ordinal)),
    ];

    private static readonly (string Path, UpstreamKind Kind, string Request)[] Routes =
    [
        .. Wire.All.Select(static wire => (wire.Path, wire.Kind, wire.Request("a marker", isStream: false))),
        ("/v1/messages/count_tokens", UpstreamKind.Anthropic, """{"model":"claude-x","messages":[{"role":"user","content":"a marker"}]}"""),
        ("/v1/embeddings", UpstreamKind.OpenAi, """{"model":"m","input":"a marker"}"""),
    ];

    // A spoiler that finds nothing to spoil on a route is left out there.
    public static TheoryData<string, string> All { get; } = new(
        from route in Routes from spoiler in Spoilers where spoiler.Spoil(route.Request) != route.Request select (route.Path, spoiler.Name));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Request_ThatIsMalformed_IsAnErrorInTheCallersForm(string path, string spoiler)
    {
        var route = Routes.Single(route => route.Path == path);
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(
            provider.Address, kind: route.Kind, key: new KeyDraft { Scopes = Scopes.Infer | Scopes.Embed });

        using var response = await gateway.PostAsync(path, Spoilers.Single(s => s.Name == spoiler).Spoil(route.Request));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(400, (int)response.StatusCode);
        using var document = JsonDocument.Parse(text);
        Assert.Equal("invalid_request_error", document.RootElement.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal("false", Assert.Single(response.Headers.GetValues("x-should-retry")));
        Assert.Empty(provider.Requests);
        Assert.DoesNotContain("marker", text, StringComparison.Ordinal);
        var entry = Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body);
        Assert.Contains("\"outcome\":\"refused\"", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("marker", entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_InBytesThatAreNoUtf8_IsRefused()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        using var content = new ByteArrayContent([.. """{"model":"m","messages":[{"role":"user","content":"""u8, (byte)'"', 0xC3, 0x28, (byte)'"', .. "}]}"u8]);
        content.Headers.ContentType = new("application/json");

        using var response = await gateway.Client.PostAsync("/v1/chat/completions", content, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("m\\r\\nX-Evil: 1\\r\\n\\r\\nHTTP/1.1 200 OK")]
    [InlineData("m\\u0000\\u001b[31m")]
    [InlineData("../../admin/v1/tenants?x=1#y")]
    [InlineData("m\\u2028\\u202e")]
    [InlineData("the model of my dear aunt X-Evil")]
    public async Task ModelName_ThatLooksLikeNone_IsRefusedAndNotRecorded(string model)
    {
        foreach (var wire in Wire.All)
        {
            using var logs = new CapturedLogs();
            await using var provider = await FakeProvider.StartAsync(wire.Reply(false, ScriptPart.Text("ok")));
            await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: wire.Kind, logs: logs);

            using var response = await gateway.PostAsync(wire.Path, ModelMember().Replace(wire.Request("hi", isStream: false), $"\"model\":\"{model}\""));
            var refusal = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.Equal(400, (int)response.StatusCode);
            Assert.Contains("'model' must be a name of 1 to 128", refusal, StringComparison.Ordinal);
            Assert.DoesNotContain("X-Evil", refusal, StringComparison.Ordinal);
            Assert.False(response.Headers.Contains("X-Evil"));
            Assert.Empty(provider.Requests);
            Assert.DoesNotContain("X-Evil", logs.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("X-Evil", Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body), StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("\"model\":\"[^\"]*\"")]
    private static partial Regex ModelMember();
}
