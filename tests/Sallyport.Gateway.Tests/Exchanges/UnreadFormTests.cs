using System.Net;
using System.Text;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>Something other than a string where a text stands, numbers that are somebody's, and fields that no dialect names.</summary>
public sealed class UnreadFormTests
{
    private const string Card = "4111111111111111";
    private const string HelloStream = """{"model":"gpt-x","stream":true,"messages":[{"role":"user","content":"hi"}]}""";
    private const string Redacting = """
        version: 1
        name: redacting
        guards:
          - {name: data, findings: [pii, secret], on: both, action: redact}
        """;

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":4111111111111111}]}""", "/messages/0/content")]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":[4111111111111111]}]}""", "/messages/0/content/0")]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":true}]}]}""", "/messages/0/content/0/text")]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":{"a":1}}]}""", "/messages/0/content")]
    [InlineData("/v1/responses", """{"model":"m","instructions":[1,2],"input":"hi"}""", "/instructions")]
    [InlineData("/v1/responses", """{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":4}]}]}""", "/input/0/content/0/text")]
    [InlineData("/v1/messages", """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":4}]}""", "/messages/0/content")]
    [InlineData("/v1/messages", """{"model":"m","max_tokens":9,"system":7,"messages":[{"role":"user","content":"hi"}]}""", "/system")]
    public async Task Request_OtherTypeInATextsPlace_IsRefusedInTheDialect(string path, string request, string place)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: path == "/v1/messages" ? UpstreamKind.Anthropic : UpstreamKind.OpenAi);

        using var response = await gateway.PostAsync(path, request);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("invalid_request_error", answer, StringComparison.Ordinal);
        Assert.Contains(place, answer, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"choices":[{"index":0,"message":{"role":"assistant","content":4111111111111111},"finish_reason":"stop"}]}""")]
    [InlineData("/v1/chat/completions", """{"choices":[{"index":0,"message":{"role":"assistant","content":"a","reasoning":[true]},"finish_reason":"stop"}],"x":4111111111111111}""")]
    [InlineData("/v1/responses", """{"output":[{"type":"message","content":[{"type":"output_text","text":4111111111111111}]}]}""")]
    [InlineData("/v1/messages", """{"type":"message","content":[{"type":"text","text":4111111111111111}]}""")]
    public async Task Answer_OtherTypeInATextsPlace_DoesNotLeave(string path, string answer)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(answer));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: path == "/v1/messages" ? UpstreamKind.Anthropic : UpstreamKind.OpenAi);

        var received = await gateway.SendAsync(path, path switch
        {
            "/v1/responses" => """{"model":"m","input":"hi"}""",
            _ => """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}""",
        });

        Assert.DoesNotContain(Card, received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"content":4111111111111111}""")]
    [InlineData("""{"content":"a","refusal":[4111111111111111]}""")]
    [InlineData("""{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":4111111111111111}}]}""")]
    public async Task Stream_OtherTypeInATextsPlace_BreaksOff(string delta)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            $$$"""{"id":"c","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":null}]}""", "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var received = await gateway.ChatAsync(HelloStream);

        Assert.Contains("\"error\"", received, StringComparison.Ordinal);
        Assert.DoesNotContain(Card, received, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"m","metadata":{"n":4111111111111111},"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"model":"m","metadata":{"n":[4.111111111111111E+15]},"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"pay","arguments":"{\"card\":4111111111111111.0}"}}]}]}""")]
    [InlineData("""{"model":"m","odd":4111111111111111,"messages":[{"role":"user","content":"hi"}]}""")]
    public async Task Request_NumberThatIsACard_IsRedacted(string request)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("""{"choices":[]}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Redacting);

        await gateway.ChatAsync(request);

        var sent = Assert.Single(provider.Requests).Text;
        Assert.Contains("[REDACTED:pii.payment_card]", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("4.111", sent, StringComparison.Ordinal);
    }

    public static TheoryData<string, bool, string> CallNumbers()
    {
        var data = new TheoryData<string, bool, string>();
        foreach (var wire in Wire.All)
        {
            foreach (var number in new[] { "4111111111111111.0", "4.111111111111111e15", "4111111111111111e0", "41111111.11111111E+8", "41111111111111110e-1" })
            {
                data.Add(wire.Name, true, number);
                data.Add(wire.Name, false, number);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(CallNumbers))]
    public async Task ToolCall_NumberThatIsACard_IsRedactedAsAWhole(string name, bool isStream, string number)
    {
        var wire = Wire.All.Single(wire => wire.Name == name);
        await using var provider = await FakeProvider.StartAsync(wire.Reply(isStream, ScriptPart.Call("{\"card_num", $"ber\":{number[..6]}", $"{number[6..]},\"n\":1.50}}")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Redacting, wire.Kind);

        var received = await gateway.SendAsync(wire.Path, wire.Request("pay", isStream));

        Assert.Equal("""{"card_number":"[REDACTED:pii.payment_card]","n":1.50}""", Assert.Single(wire.Read(isStream, received).Values, text => text.Length > 0));
        Assert.DoesNotContain("1111", received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.4155552671e10")]
    [InlineData("14155552671.0")]
    public async Task ToolCall_NumberThatIsATelephone_IsRedactedAsAWhole(string number)
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Chat.Reply(false, ScriptPart.Call($"{{\"phone\":{number}}}")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Redacting);

        var received = await gateway.ChatAsync(Wire.Chat.Request("call", isStream: false));

        Assert.Equal("""{"phone":"[REDACTED:pii.phone]"}""", Assert.Single(Wire.Chat.ReadAnswer(received).Values, text => text.Length > 0));
    }

    [Fact]
    public async Task Answer_NumbersOfEverydayTraffic_PassAsTheyCame()
    {
        const string answer = """{"id":"c","created":1732412345,"choices":[{"index":0,"message":{"role":"assistant","content":"ok","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"id\":1234567890123}"}}]},"finish_reason":"stop"}],"total_duration":4883583458,"load_duration":1334875000,"seed":9007199254740991,"cost":0.00012345678,"usage":{"prompt_tokens":12345678}}""";
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(answer));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        Assert.Equal(answer, await gateway.ChatAsync("""{"model":"m","seed":1234567890,"messages":[{"role":"user","content":"hi"}]}"""));
        Assert.Contains("\"seed\":1234567890", Assert.Single(provider.Requests).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4242", "4242", "4242", "4242")]
    [InlineData("5555", "5555", "5555", "4444")]
    [InlineData("jane", "jane", ".doe@exam", "ple.org")]
    [InlineData("provider-", "secr", "et")]
    public async Task ChatStream_UnknownFieldInPieces_IsOneText(params string[] pieces)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
        [
            .. pieces.Select(piece => $$$"""{"id":"c","choices":[{"index":0,"delta":{"content":"ok ","odd":"{{{piece}}}"},"finish_reason":null}]}"""),
            """{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
            "[DONE]",
        ]));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var received = await gateway.ChatAsync(HelloStream);

        AssertNotJoined(received, pieces, "odd");
    }

    [Theory]
    [InlineData("jane.d", "oe@exam", "ple.org")]
    [InlineData("4242", "4242", "4242", "4242")]
    public async Task MessagesStream_UnknownFieldInPieces_IsOneText(params string[] pieces)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
        [
            """{"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"m","content":[]}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            .. pieces.Select(piece => $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ok ","odd":"{{{piece}}}"}}"""),
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""",
            """{"type":"message_stop"}""",
        ]));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: UpstreamKind.Anthropic);

        var received = await gateway.SendAsync("/v1/messages", """{"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"hi"}]}""");

        AssertNotJoined(received, pieces, "odd");
    }

    [Theory]
    [InlineData("jane.d", "oe@exam", "ple.org")]
    [InlineData("4242", "4242", "4242", "4242")]
    public async Task ResponsesStream_UnknownFieldInPieces_IsOneText(params string[] pieces)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
        [
            """{"type":"response.created","sequence_number":0,"response":{"id":"r","object":"response","created_at":1,"model":"m","status":"in_progress","output":[]}}""",
            .. pieces.Select(piece => $$$"""{"type":"response.output_text.delta","sequence_number":1,"item_id":"i","output_index":0,"content_index":0,"delta":"ok ","odd":"{{{piece}}}"}"""),
            """{"type":"response.completed","sequence_number":9,"response":{"id":"r","object":"response","created_at":1,"model":"m","status":"completed","output":[]}}""",
        ]));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var received = await gateway.SendAsync("/v1/responses", """{"model":"m","stream":true,"input":"hi"}""");

        AssertNotJoined(received, pieces, "odd");
    }

    [Fact]
    public async Task ChatStream_LabelInEveryChunk_LeavesAtOnceAndAsItCame()
    {
        string[] chunks = [.. Enumerable.Range(0, 20).Select(i => $$$"""{"id":"c","provider":"Google AI Studio","version":"2024-08-06","choices":[{"index":0,"delta":{"content":"word{{{i}}} "},"finish_reason":null}]}""")];
        string[] events = [.. chunks, """{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", "[DONE]"];
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(events));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var received = await gateway.ChatAsync(HelloStream);

        Assert.Equal(string.Concat(events.Select(data => $"data: {data}\n\n")), received);
    }

    [Fact]
    public async Task ChatStream_MoreUnknownFieldsThanAreFollowed_BreaksOff()
    {
        var fields = string.Concat(Enumerable.Range(0, 300).Select(i => $",\"x{i}\":\"abc\""));
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            $$$"""{"id":"c","choices":[{"index":0,"delta":{"content":"ok"{{{fields}}}},"finish_reason":"stop"}]}""", "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var received = await gateway.ChatAsync(HelloStream);

        Assert.Contains("\"error\"", received, StringComparison.Ordinal);
    }

    // What a client joins out of a field's pieces is not what was to be kept.
    private static void AssertNotJoined(string received, string[] pieces, string field)
    {
        var joined = new StringBuilder();
        foreach (var line in received.Split('\n').Where(line => line.Contains($"\"{field}\":\"", StringComparison.Ordinal)))
        {
            var at = line.IndexOf($"\"{field}\":\"", StringComparison.Ordinal) + field.Length + 4;
            joined.Append(line[at..line.IndexOf('"', at)]);
        }

        Assert.DoesNotContain(string.Concat(pieces), joined.ToString(), StringComparison.Ordinal);
    }
}
