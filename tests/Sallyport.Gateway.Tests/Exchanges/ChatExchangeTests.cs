using System.Net;
using System.Text;
using System.Text.Json;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

public sealed class ChatExchangeTests
{
    private const string Hello = """{"model":"gpt-x","messages":[{"role":"user","content":"hi"}]}""";
    private const string HelloStream = """{"model":"gpt-x","stream":true,"messages":[{"role":"user","content":"hi"}]}""";

    [Fact]
    public async Task Answer_NothingFound_LeavesByteForByte()
    {
        var body = """{ "id":"c1", "object":"chat.completion","model":"gpt-x","choices":[ {"index":0,"message":{"role":"assistant","content":"Hello \u00e9 there","odd":[1,2.50]},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""";
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(body));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(Hello);

        Assert.Equal(body, answer);
    }

    [Fact]
    public async Task Request_NothingFound_LeavesByteForByteButForRetention()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer("ok")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        await gateway.ChatAsync("""{ "model":"gpt-x", "store":false,  "messages":[{"role":"user","content":"caf\u00e9 \ud83d\ude00"}] , "seed": 1e2 }""");

        Assert.Equal("""{ "model":"gpt-x", "store":false,  "messages":[{"role":"user","content":"caf\u00e9 \ud83d\ude00"}] , "seed": 1e2 }""", Assert.Single(provider.Requests).Text);
    }

    [Fact]
    public async Task Answer_EmailFound_IsRedactedAndRecorded()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer("write to jane.doe@example.org please")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(Hello);

        Assert.Equal(Answer("write to [REDACTED:pii.email] please"), answer);
        var entry = Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body);
        Assert.Contains("\"kind\":\"pii.email\"", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_CardNumberSplitAcrossChunks_IsNeverSent()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            [.. new[] { "the card is 41", "11 1111", " 1111 11", "11, thanks" }.Select(text => Delta(text)), Finish("stop"), "[DONE]"]));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(HelloStream);

        Assert.Equal("the card is [REDACTED:pii.payment_card], thanks", TextOf(answer));
        Assert.DoesNotContain("4111", answer, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_NothingFound_LeavesByteForByte()
    {
        var events = new[] { Delta("It was "), Delta("a dark"), Delta(" night."), Finish("stop"), "[DONE]" };
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(events));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(HelloStream);

        Assert.Equal(string.Concat(events.Select(data => $"data: {data}\n\n")), answer);
    }

    [Fact]
    public async Task Stream_UpstreamDropsTheConnection_IsNoNormalEnd()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(Delta("It was "), Delta("a dark")).Abort());
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(HelloStream);

        Assert.Contains("\"error\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", answer, StringComparison.Ordinal);
        Assert.Contains("upstream_failed", Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_UpstreamEndsWithoutItsEndMark_IsNoNormalEnd()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(Delta("It was ")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(HelloStream);

        Assert.Contains("\"error\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ToolCallArguments_AreHeldInspectedAndRewritten()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            Call("""{"id":"call_1","index":0,"type":"function","function":{"name":"mail","arguments":""}}"""),
            Call("""{"index":0,"function":{"arguments":"{\"to\":\"jane.d"}}"""),
            Call("""{"index":0,"function":{"arguments":"oe@example.org\",\"n\":1}"}}"""),
            Finish("tool_calls"),
            "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(HelloStream);

        Assert.Equal("""{"to":"[REDACTED:pii.email]","n":1}""", ArgumentsOf(answer));
        Assert.DoesNotContain("jane.d", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_BlockingGuard_EndsAsContentFilter()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            Delta("mail "), Delta("jane.doe@example.org"), Delta(" now"), Finish("stop"), "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, """
            version: 1
            name: blocking
            guards:
              - {name: mails, findings: [pii.email], on: output, action: block}
            """);

        var answer = await gateway.ChatAsync(HelloStream);

        Assert.Equal("mail ", TextOf(answer));
        Assert.Contains("\"content_filter\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"stop\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_BlockingGuard_IsRefusedAsContentFilterAndNotSent()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer("ok")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, """
            version: 1
            name: blocking
            guards:
              - {name: mails, findings: [pii.email], on: input, action: block}
            """);

        using var response = await gateway.PostAsync(
            "/v1/chat/completions", """{"model":"gpt-x","messages":[{"role":"user","content":"old: jane.doe@example.org"},{"role":"assistant","content":"yes"},{"role":"user","content":"hi"}]}""");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("content_filter", JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("(exchange ex_", body, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
        Assert.Contains("prompt_blocked", Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_Masking_LeavesAsPlaceholdersAndComesBackInTheStream()
    {
        await using var provider = await FakeProvider.StartAsync(seen =>
        {
            var masked = JsonDocument.Parse(seen.Text).RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!;
            return FakeAnswer.Events([.. masked.Select(c => Delta(c.ToString())), Finish("stop"), "[DONE]"]);
        });
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, """
            version: 1
            name: masking
            guards:
              - {name: mails, findings: [pii.email], on: input, action: mask}
            """);

        var answer = await gateway.ChatAsync("""{"model":"gpt-x","stream":true,"messages":[{"role":"user","content":"I am jane.doe@example.org."}]}""");

        Assert.DoesNotContain("jane", Assert.Single(provider.Requests).Text, StringComparison.Ordinal);
        Assert.Equal("I am jane.doe@example.org.", TextOf(answer));
    }

    [Fact]
    public async Task Request_PreviousResponseFromAnotherPlaceOrProviderTool_IsRefusedNamingTheSetting()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer("ok")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var body = await gateway.ChatAsync("""{"model":"gpt-x","web_search_options":{},"messages":[{"role":"user","content":"hi"}]}""");

        Assert.Contains("provider_tools", body, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task OpaqueItem_IssuedToThisTenant_MayComeBackAndNoOther()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"id":"m1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"thinking","thinking":"hm","signature":"c2lnbmF0dXJlLW9mLW91cnM="},{"type":"text","text":"yes"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: UpstreamKind.Anthropic);
        const string Next = """{"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"SIGNATURE"},{"type":"text","text":"yes"}]},{"role":"user","content":"go on"}]}""";

        using var first = await gateway.PostAsync("/v1/messages", """{"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}""");
        using var ours = await gateway.PostAsync("/v1/messages", Next.Replace("SIGNATURE", "c2lnbmF0dXJlLW9mLW91cnM=", StringComparison.Ordinal));
        using var another = await gateway.PostAsync("/v1/messages", Next.Replace("SIGNATURE", "c2lnbmF0dXJlLW9mLXRoZW0=", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ours.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, another.StatusCode);
    }

    [Fact]
    public async Task Answer_RepeatsTheOperatorsCredential_IsRedacted()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer("you sent provider-secret")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(Hello);

        Assert.Equal(Answer("you sent [REDACTED:secret.known]"), answer);
    }

    [Fact]
    public async Task Recording_SwitchedOn_KeepsWhatCameSealed()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(Delta("mail jane.doe"), Delta("@example.org"), Finish("stop"), "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, settings: new TenantSettings { Recording = true });

        await gateway.ChatAsync(HelloStream);
        await gateway.EntriesAsync();

        var installation = await TestInstallation.Instance;
        var vault = installation.Directory.Find(gateway.Tenant)!.Vault;
        var kept = Assert.Single(await installation.Recorder.ListAsync(vault, 10, CancellationToken.None));
        var look = await installation.Recorder.OpenAsync(vault, (await installation.Recorder.FindAsync(vault, kept.Exchange, CancellationToken.None))!, CancellationToken.None);
        Assert.Contains("mail jane.doe@example.org", look.Texts.Select(text => text.Text));
        Assert.Contains("hi", look.Texts.Select(text => text.Text));
    }

    private static string Answer(string text) =>
        $$$"""{"id":"c1","object":"chat.completion","model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"{{{text}}}"},"finish_reason":"stop"}]}""";

    private static string Delta(string text) =>
        $$$"""{"id":"c1","object":"chat.completion.chunk","model":"gpt-x","choices":[{"index":0,"delta":{"content":{{{JsonSerializer.Serialize(text)}}}},"finish_reason":null}]}""";

    private static string Call(string call) =>
        $$$"""{"id":"c1","object":"chat.completion.chunk","model":"gpt-x","choices":[{"index":0,"delta":{"tool_calls":[{{{call}}}]},"finish_reason":null}]}""";

    private static string Finish(string reason) =>
        $$$"""{"id":"c1","object":"chat.completion.chunk","model":"gpt-x","choices":[{"index":0,"delta":{},"finish_reason":"{{{reason}}}"}]}""";

    private static string TextOf(string stream) => string.Concat(Deltas(stream).Select(delta => delta.TryGetProperty("content", out var text) ? text.GetString() : ""));

    private static string ArgumentsOf(string stream) => string.Concat(Deltas(stream)
        .Where(delta => delta.TryGetProperty("tool_calls", out _))
        .Select(delta => delta.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString()));

    private static IEnumerable<JsonElement> Deltas(string stream) => stream
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line["data: ".Length..])
        .Where(data => data != "[DONE]")
        .Select(data => JsonDocument.Parse(data).RootElement)
        .Where(root => root.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0)
        .Select(root => root.GetProperty("choices")[0].GetProperty("delta"));
}
