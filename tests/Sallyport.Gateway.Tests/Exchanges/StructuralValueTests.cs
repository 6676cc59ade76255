using System.Net;
using Sallyport.Policy;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>Ids, types, states and model names: nobody's text, but they leave as well. The secret is the credential that the gateway presents to the provider.</summary>
public sealed class StructuralValueTests
{
    private const string Secret = "provider-secret";
    private const string Hello = """{"model":"gpt-x","messages":[{"role":"user","content":"hi"}]}""";
    private const string HelloStream = """{"model":"gpt-x","stream":true,"messages":[{"role":"user","content":"hi"}]}""";

    private const string Strict = """
        version: 1
        name: strict-secrets
        guards:
          - {name: secrets, findings: [secret, pii], on: both, action: block}
        """;

    [Theory]
    [InlineData("id", Secret)]
    [InlineData("model", "AKIAIOSFODNN7REALKEY")]
    [InlineData("service_tier", "terces-redivorp")]
    [InlineData("system_fingerprint", "4111-1111-1111-1111")]
    public async Task Answer_SecretInAStructuralField_DoesNotLeave(string field, string secret)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            $$$"""{"{{{field}}}":"{{{secret}}}","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(Hello);

        Assert.Contains("\"ok\"", answer, StringComparison.Ordinal);
        Assert.Contains("[REDACTED:", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"provider-secret","model":"m","choices":[{"index":0,"delta":{"content":"ok"},"finish_reason":null}]}""")]
    [InlineData("""{"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"provider-secret","content":"ok"},"finish_reason":null}]}""")]
    [InlineData("""{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"ok"},"finish_reason":null}],"usage":{"provider_secret":1}}""")]
    [InlineData("""{"id":"c","created":4111111111111111,"model":"m","choices":[{"index":0,"delta":{"content":"ok"},"finish_reason":null}]}""")]
    [InlineData("""{"id":"c","created":4.111111111111111e15,"model":"m","choices":[{"index":0,"delta":{"content":"ok"},"finish_reason":null}]}""")]
    public async Task ChatStream_SecretInAStructuralField_DoesNotLeave(string chunk)
    {
        const string end = """{"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(chunk, chunk, end, "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(HelloStream);

        AssertAbsent(answer);
    }

    [Theory]
    [InlineData("m1", "end_turn", Secret)]
    [InlineData("m1", Secret, "claude")]
    [InlineData(Secret, "end_turn", "claude")]
    public async Task MessagesStream_SecretInAStructuralField_DoesNotLeave(string id, string reason, string model)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            $$$"""{"type":"message_start","message":{"id":"{{{id}}}","type":"message","role":"assistant","model":"{{{model}}}","content":[]}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ok"}}""",
            """{"type":"content_block_stop","index":0}""",
            $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{reason}}}"}}""",
            """{"type":"message_stop"}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: UpstreamKind.Anthropic);

        var answer = await gateway.SendAsync(
            "/v1/messages", """{"model":"m","max_tokens":10,"stream":true,"messages":[{"role":"user","content":"hi"}]}""");

        Assert.Contains("message_stop", answer, StringComparison.Ordinal);
        AssertAbsent(answer);
    }

    [Fact]
    public async Task ResponsesStream_SecretInAnItemsId_DoesNotLeaveAgainInTheCut()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            """{"type":"response.created","sequence_number":0,"response":{"id":"provider-secret","object":"response","created_at":1,"model":"AKIAIOSFODNN7REALKEY","status":"in_progress","output":[]}}""",
            """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"provider_secret","type":"message","role":"assistant","status":"in_progress","content":[]}}""",
            """{"type":"response.content_part.added","sequence_number":2,"item_id":"provider_secret","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}""",
            """{"type":"response.output_text.delta","sequence_number":3,"item_id":"provider_secret","output_index":0,"content_index":0,"delta":"mail jane.doe@example.org now"}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, """
            version: 1
            name: cutting
            guards:
              - {name: secrets, findings: [secret], on: output, action: redact}
              - {name: mails, findings: [pii.email], on: output, action: block}
            """);

        var answer = await gateway.SendAsync("/v1/responses", """{"model":"gpt-x","stream":true,"input":"hi"}""");

        Assert.Contains("response.incomplete", answer, StringComparison.Ordinal);
        AssertAbsent(answer);
    }

    [Fact]
    public async Task Stream_Padding_LeavesAsOtherLettersOfTheSameLength()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"o"},"finish_reason":null}],"obfuscation":"provider-"}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"k"},"finish_reason":"stop"}],"obfuscation":"secret"}""",
            "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(HelloStream);

        Assert.Contains("\"obfuscation\":\"xxxxxxxxx\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"obfuscation\":\"xxxxxx\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"gpt-x","service_tier":"provider-secret","messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"model":"gpt-x","messages":[{"role":"user","content":"hi"},{"role":"tool","tool_call_id":"AKIAIOSFODNN7REALKEY","content":"4"}]}""")]
    [InlineData("""{"model":"provider-secret","messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"model":"gpt-x","seed":4111111111111111,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"model":"gpt-x","stream_options":{"provider_secret":true},"messages":[{"role":"user","content":"hi"}]}""")]
    public async Task Request_SecretInAStructuralField_IsRefused(string request)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Strict);

        using var response = await gateway.PostAsync("/v1/chat/completions", request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("x-request-id", Secret)]
    [InlineData("x-request-id", "4111111111111111")]
    [InlineData("x-request-id", "jane.doe@example.org")]
    [InlineData("openai-version", "2020-10-01")]
    [InlineData("openai-organization", "acme")]
    [InlineData("x-ratelimit-anything", "9")]
    [InlineData("openai-processing-ms", "AKIAIOSFODNN7REALKEY")]
    public async Task Answer_HeaderThatNoClientNeedsOrThatHoldsASecret_DoesNotPass(string name, string value)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}""").With(name, value));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync("/v1/chat/completions", Hello);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains(name));
    }

    [Fact]
    public async Task Answer_HeadersThatClientsRead_Pass()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}""")
            .With("x-request-id", "req_8f2c61d0b6a54a0f9b3c1d2e3f405162").With("openai-processing-ms", "412")
            .With("x-ratelimit-reset-tokens", "6m0s").With("anthropic-ratelimit-requests-reset", "2026-01-01T00:00:00Z"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync("/v1/chat/completions", Hello);

        Assert.Equal("req_8f2c61d0b6a54a0f9b3c1d2e3f405162", Assert.Single(response.Headers.GetValues("x-request-id")));
        Assert.Equal("412", Assert.Single(response.Headers.GetValues("openai-processing-ms")));
        Assert.Equal("6m0s", Assert.Single(response.Headers.GetValues("x-ratelimit-reset-tokens")));
        Assert.Equal("2026-01-01T00:00:00Z", Assert.Single(response.Headers.GetValues("anthropic-ratelimit-requests-reset")));
    }

    [Fact]
    public void Structure_IdsAsProvidersMakeThem_AreFoundToBeNothing()
    {
        var random = new Random(7);
        var policy = PolicySnapshot.Compile(PolicyReader.Read(PolicyPresets.Text(PolicyPresets.Strict)).Document!, 0, Detection.StandardDetectors.All, TimeProvider.System);
        var plan = policy.PlansFor(new PlanContext("m")).ForStructure(GuardDirection.Output);
        string[] openings = ["chatcmpl-", "call_", "toolu_01", "msg_01", "resp_", "rs_", "fp_", "req_", "gen-1732412345-", "chatcmpl-tool-", "batch_", "srvtoolu_01", ""];
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

        for (var i = 0; i < 40_000; i++)
        {
            var words = $"{openings[i % openings.Length]}{random.GetString(letters, 24)}\n{new Guid(RandomBytes(random))}\n{random.GetHexString(48, lowercase: true)}\nstop\n{1_700_000_000 + random.Next(90_000_000)}\n";
            using var guard = new Pipeline.ChannelGuard(plan, Detection.InspectionScope.Empty);
            guard.Append(words);
            guard.Complete();
            Assert.True(guard.Findings.Total == 0, $"{string.Join(' ', guard.Findings.Kept.Select(judged => judged.Finding))} in {words}");
        }
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void AssertAbsent(string answer)
    {
        Assert.True(answer.Contains("[REDACTED:", StringComparison.Ordinal) || answer.Contains("content_filter", StringComparison.Ordinal), answer);
        foreach (var secret in new[] { Secret, "provider_secret", "AKIAIOSFODNN7REALKEY", "4111111111111111", "4.111111111111111" })
        {
            Assert.DoesNotContain(secret, answer, StringComparison.Ordinal);
        }
    }
}
