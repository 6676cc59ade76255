using System.Net;
using System.Text;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>Upstreams that bend their protocol: what they send is guarded all the same, and what they break is no normal end.</summary>
public sealed class HostileAnswerTests
{
    private const string Hello = """{"model":"gpt-x","messages":[{"role":"user","content":"hi"}]}""";
    private const string HelloStream = """{"model":"gpt-x","stream":true,"messages":[{"role":"user","content":"hi"}]}""";
    private const string Blocking = """
        version: 1
        name: blocking
        guards:
          - {name: mails, findings: [pii.email], on: output, action: block}
        """;

    [Theory]
    [InlineData("event: jane.doe@example.org\ndata: {}\n\n")]
    [InlineData("event: jane.doe@example.org\nevent: message\ndata: {}\n\n")]
    [InlineData(": jane.doe@example.org\n\n")]
    [InlineData("id: jane.doe@example.org\ndata: {}\n\n")]
    public async Task Stream_TextInTheEnvelope_DoesNotLeave(string frame)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Raw(
            "text/event-stream", Encoding.UTF8.GetBytes(Chunk("ok") + frame + Finish() + "data: [DONE]\n\n")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(HelloStream);

        Assert.Contains("ok", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ProvidersOwnFieldInEveryChunk_DoesNotUseUpTheTexts()
    {
        const int chunks = 9000;
        var chunk = """{"id":"c1","provider":"Acme","model":"gpt-x","choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}""";
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events([.. Enumerable.Repeat(chunk, chunks), "[DONE]"]));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(HelloStream);

        Assert.EndsWith("data: [DONE]\n\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_CutInTheChunkThatTellsTheEnd_IsNoNormalEnd()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            """{"id":"c1","model":"gpt-x","choices":[{"index":0,"delta":{"content":"mail jane.doe@example.org"},"finish_reason":"stop"}]}""", "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Blocking);

        var answer = await gateway.ChatAsync(HelloStream);

        Assert.Contains("\"content_filter\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"stop\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_BlockThatBeginsAgainUnderItsOldNumber_IsReadAsOneText()
    {
        string[] events =
        [
            """{"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"m","content":[]}}""",
            .. Block(["Well. "]),
            .. Block(["write to jane.d", "oe@exam", "ple.org now"]),
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""",
            """{"type":"message_stop"}""",
        ];
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(events));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: UpstreamKind.Anthropic);

        using var response = await gateway.PostAsync(
            "/v1/messages", """{"model":"m","max_tokens":10,"stream":true,"messages":[{"role":"user","content":"hi"}]}""");
        var answer = await response.Content.ReadAsStringAsync();

        Assert.Contains("[REDACTED:pii.email]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("jane.d", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"index":1,"delta":{"content":"card 4111 1111 "}}""", """{"index":1.0,"delta":{"content":"1111 1111"}}""")]
    [InlineData("""{"index":1,"delta":{"content":"card 4111 1111 "}}""", """{"index":"1","delta":{"content":"1111 1111"}}""")]
    [InlineData(
        """{"index":0,"delta":{"tool_calls":[{"index":1,"id":"x","type":"function","function":{"name":"f","arguments":"{\"a\":\"4111 1111 "}}]}}""",
        """{"index":0,"delta":{"tool_calls":[{"index":1.0,"function":{"arguments":"1111 1111\"}"}}]}}""")]
    [InlineData(
        """{"index":0,"delta":{"reasoning_details":[{"index":1,"text":"card 4111 1111 "}]}}""",
        """{"index":0,"delta":{"reasoning_details":[{"index":1e0,"text":"1111 1111"}]}}""")]
    public async Task Stream_NumberOfAPieceInAnotherSpelling_IsNoSecondText(string first, string second)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            $$"""{"id":"c1","choices":[{{first}}]}""", $$"""{"id":"c1","choices":[{{second}}]}""", """{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        AssertBrokenOff(await gateway.ChatAsync(HelloStream.Replace("{\"model\"", "{\"n\":2,\"model\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("other")]
    [InlineData("")]
    public async Task Stream_EventNamedOtherwiseThanTheOnesBefore_IsBrokenOff(string name)
    {
        string[] events =
        [
            """{"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"m","content":[]}}""",
            .. Block(["card 4111 1111 ", "x", "1111 1111 now"]),
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""",
            """{"type":"message_stop"}""",
        ];
        var frames = events.Select(data => $"event: {(data.Contains("\"x\"", StringComparison.Ordinal) ? name : data.Split('"')[3])}\ndata: {data}\n\n");
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Raw("text/event-stream", Encoding.UTF8.GetBytes(string.Concat(frames))));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: UpstreamKind.Anthropic);

        AssertBrokenOff(await gateway.SendAsync("/v1/messages", """{"model":"m","max_tokens":10,"stream":true,"messages":[{"role":"user","content":"hi"}]}"""));
    }

    [Fact]
    public async Task Stream_ChoiceThatWasNotAskedFor_IsBrokenOff()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            """{"id":"c1","choices":[{"index":0,"delta":{"content":"card 4111 1111 "},"finish_reason":null}]}""",
            """{"id":"c1","choices":[{"index":1,"delta":{"content":"1111 1111"},"finish_reason":"stop"}]}""",
            """{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        AssertBrokenOff(await gateway.ChatAsync(HelloStream));
    }

    [Fact]
    public async Task Stream_OneChoiceTwiceInAChunk_IsBrokenOff()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            """{"id":"c1","choices":[{"index":0,"delta":{"content":"card 4111 1111 "}},{"index":0,"delta":{"content":"x"}}]}""",
            """{"id":"c1","choices":[{"index":0,"delta":{"content":"1111 1111"},"finish_reason":"stop"}]}""", "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        AssertBrokenOff(await gateway.ChatAsync(HelloStream));
    }

    [Fact]
    public async Task Stream_BlockThatBeginsWithTextOutOfItsPlace_IsBrokenOff()
    {
        string[] events =
        [
            """{"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"m","content":[]}}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":"card 4111 1111 "}}""",
            .. Block(["1111 1111 now"]),
            """{"type":"content_block_stop","index":1}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""",
            """{"type":"message_stop"}""",
        ];
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(events));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: UpstreamKind.Anthropic);

        AssertBrokenOff(await gateway.SendAsync("/v1/messages", """{"model":"m","max_tokens":10,"stream":true,"messages":[{"role":"user","content":"hi"}]}"""));
    }

    [Theory]
    [InlineData(
        """{"type":"response.output_item.added","output_index":1,"item":{"type":"message","id":"b","role":"assistant","content":[{"type":"output_text","text":"card 4111 1111 "}]}}""",
        """{"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"a","role":"assistant","content":[]}}""")]
    [InlineData(
        """{"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"a","role":"assistant","content":[]}}""",
        """{"type":"response.content_part.added","output_index":0,"content_index":1,"item_id":"a","part":{"type":"output_text","text":"card 4111 1111 "}}""")]
    public async Task Stream_ItemOrPartThatBeginsWithTextOutOfItsPlace_IsBrokenOff(string first, string second)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            """{"type":"response.created","response":{"id":"r1","status":"in_progress","output":[]}}""", first, second,
            """{"type":"response.output_text.delta","output_index":0,"content_index":0,"item_id":"a","delta":"1111 1111 now"}""",
            """{"type":"response.completed","response":{"id":"r1","status":"completed","output":[]}}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        AssertBrokenOff(await gateway.SendAsync("/v1/responses", """{"model":"gpt-x","stream":true,"input":"hi"}"""));
    }

    [Fact]
    public async Task Stream_OneOfTwoChoicesUnfinished_IsNoNormalEnd()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            """{"id":"c1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}""",
            """{"id":"c1","choices":[{"index":1,"delta":{"content":"b"},"finish_reason":null}]}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(HelloStream);

        Assert.Contains("\"error\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"upstream_failed\"", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_TokenCountsBeyondAllBounds_IsRecorded()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"id":"c1","model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9223372036854775807,"completion_tokens":-5}}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(Hello);

        Assert.Contains("\"ok\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"usage\":{\"input_tokens\":9007199254740991,\"output_tokens\":0}", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_UpstreamRefusesTheRequest_KeepsItsStatusAndIsGuarded()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"error":{"message":"No such model; ask jane.doe@example.org","type":"invalid_request_error","param":"model","code":"model_not_found"}}""", 404));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync("/v1/chat/completions", Hello);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(
            """{"error":{"message":"No such model; ask [REDACTED:pii.email]","type":"invalid_request_error","param":"model","code":"model_not_found"}}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Request_RefusedForAToolOfTheCallersNaming_LeavesNoTextInTheLedger()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        await gateway.ChatAsync("""{"model":"gpt-x","tools":[{"type":"jane doe was here"}],"messages":[{"role":"user","content":"hi"}]}""");

        Assert.DoesNotContain("jane", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Block(string[] texts) =>
    [
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        .. texts.Select(text => $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{text}}}"}}"""),
        """{"type":"content_block_stop","index":0}""",
    ];

    private static void AssertBrokenOff(string answer)
    {
        Assert.Contains("error", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("1111 1111", answer.Replace("4111 1111", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static string Chunk(string text) =>
        $$$"""data: {"id":"c1","model":"gpt-x","choices":[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":null}]}""" + "\n\n";

    private static string Finish() => """data: {"id":"c1","model":"gpt-x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n";

    private static async Task<string> EntryAsync(GuardedGateway gateway) => Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body);
}
