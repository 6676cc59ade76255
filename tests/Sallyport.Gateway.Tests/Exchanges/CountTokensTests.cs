using System.Net;
using System.Text;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>Anthropic's count of tokens: a prompt that leaves like any other, and a number that comes back.</summary>
public sealed class CountTokensTests
{
    private const string Path = "/v1/messages/count_tokens";
    private const string Request = """{"model":"claude-x","messages":[{"role":"user","content":"hi"}]}""";
    private const string Count = """{"input_tokens":2095}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_GetsTheCount_AndTheUpstreamTheCredentialAndTheBytes()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Count));
        await using var gateway = await StartAsync(provider);
        using var client = ClientFor(gateway);

        var count = await client.Messages.CountTokens(Ask("hi"), Cancel);
        using var raw = await gateway.PostAsync(Path + "?beta=true", Request);

        Assert.Equal(2095, count.InputTokens);
        Assert.Equal(Count, await raw.Content.ReadAsStringAsync(Cancel));
        Assert.All(provider.Requests, static seen => Assert.Equal(("POST", Path, "provider-secret"), (seen.Method, seen.Path, seen.Headers["x-api-key"])));
        Assert.Equal(Request, provider.Requests[1].Text);
    }

    [Fact]
    public async Task Prompt_ThatAGuardBlocks_IsBlocked()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Count));
        await using var gateway = await StartAsync(provider, "block");
        using var client = ClientFor(gateway);

        var error = await Assert.ThrowsAsync<AnthropicBadRequestException>(() => client.Messages.CountTokens(Ask("I am jane.doe@example.org"), Cancel));

        Assert.Contains("ex_", error.ResponseBody, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
        Assert.Contains("\"outcome\":\"prompt_blocked\"", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mask", "I am [[EMAIL-")]
    [InlineData("redact", "[REDACTED:pii.email]")]
    public async Task Value_ThatAGuardTakesOut_DoesNotReachTheUpstream(string action, string instead)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Count));
        await using var gateway = await StartAsync(provider, action);
        using var client = ClientFor(gateway);

        await client.Messages.CountTokens(Ask("I am jane.doe@example.org"), Cancel);

        var sent = Assert.Single(provider.Requests).Text;
        Assert.DoesNotContain("jane", sent, StringComparison.Ordinal);
        Assert.Contains(instead, sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToolThatTheProviderExecutes_IsRefused()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Count));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Path, Request[..^1] + ""","tools":[{"type":"web_search_20250305","name":"web_search"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("provider_tools", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Exchange_IsRecordedWithoutTokensOfUse()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Count));
        await using var gateway = await StartAsync(provider, "redact");

        using var response = await gateway.PostAsync(Path, Request.Replace("hi", "jane.doe@example.org", StringComparison.Ordinal));
        var entry = await EntryAsync(gateway);
        using var metrics = new HttpClient { BaseAddress = gateway.Admin };
        var lines = (await metrics.GetStringAsync("/metrics", Cancel)).Split('\n').Where(line => line.Contains(gateway.Tenant.Value, StringComparison.Ordinal)).ToArray();

        Assert.Contains("\"dialect\":\"anthropic.count_tokens\"", entry, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"completed\"", entry, StringComparison.Ordinal);
        Assert.Contains("pii.email", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("2095", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", entry, StringComparison.Ordinal);
        Assert.Contains(lines, static line => line.Contains("gen_ai_operation_name=\"count_tokens\"", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static line => line.StartsWith("gen_ai_client_token_usage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Counts_UseRequestsButNoTokens()
    {
        var @long = Request.Replace("hi", string.Join(' ', Enumerable.Repeat("word", 2000)), StringComparison.Ordinal);
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("""{"input_tokens":5000}"""));
        await using var gateway = await StartAsync(provider, key: new() { Limits = new CallLimits(RequestsPerMinute: 3, TokensPerMinute: 100) });

        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            using var response = await gateway.PostAsync(Path, @long);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 200, 200, 429], statuses);
    }

    [Theory]
    [InlineData(UpstreamKind.OpenAi)]
    [InlineData(UpstreamKind.Azure)]
    public async Task UpstreamOfAnotherKind_ServesNone(UpstreamKind kind)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Count));
        await using var gateway = await StartAsync(provider, kind: kind);
        using var client = ClientFor(gateway);

        await Assert.ThrowsAsync<AnthropicNotFoundException>(() => client.Messages.CountTokens(Ask("hi"), Cancel));

        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("""{"tokens":3}""")]
    [InlineData("""{"input_tokens":null}""")]
    [InlineData("""{"input_tokens":"3"}""")]
    [InlineData("""{"input_tokens":-3}""")]
    [InlineData("""{"input_tokens":3.5}""")]
    [InlineData("""{"input_tokens":3,"input_tokens":4}""")]
    [InlineData("""{"message":{"input_tokens":3}}""")]
    [InlineData("""[{"input_tokens":3}]""")]
    [InlineData("3")]
    [InlineData("")]
    [InlineData("<html>3 tokens</html>")]
    [InlineData("""{"input_tokens":3}{"input_tokens":3}""")]
    public async Task Answer_WithoutACount_IsUnreadable(string answer)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(answer));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Path, Request);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("\"api_error\"", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("upstream_unreadable", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatStreams_IsUnreadable_EvenWhereTheRequestAskedForThat()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(Count));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Path, Request[..^1] + ",\"stream\":true}");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.DoesNotContain("2095", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("upstream_unreadable", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task Answer_OfTenMegabytes_IsNotReadToItsEnd(int status)
    {
        var answer = FakeAnswer.Raw("application/json", """{"input_tokens":3,"x":" """u8.ToArray()).Under(status).Repeat(new string('x', 10_000), 1000).Send("\"}");
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Path, Request);
        await answer.Abandoned.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.True((await response.Content.ReadAsByteArrayAsync(Cancel)).Length < 1000);
        Assert.Contains("upstream_oversized", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redact", """{"input_tokens":3,"note":"ask jane.doe@example.org"}""", """{"input_tokens":3,"note":"ask [REDACTED:pii.email]"}""")]
    [InlineData("redact", """{"input_tokens":3,"context_management":{"original_input_tokens":9,"why":"ask jane.doe@example.org"}}""", """{"input_tokens":3,"context_management":{"original_input_tokens":9,"why":"ask [REDACTED:pii.email]"}}""")]
    [InlineData("redact", """{"input_tokens":3,"jane.doe@example.org":1}""", null)]
    [InlineData("block", """{"input_tokens":3,"note":"ask jane.doe@example.org"}""", null)]
    public async Task UnknownTextsOfAnAnswer_AreGuarded(string action, string answer, string? expected)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(answer));
        await using var gateway = await StartAsync(provider, action);

        using var response = await gateway.PostAsync(Path, Request);
        var text = await response.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(expected is null ? HttpStatusCode.BadRequest : HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected ?? text, text);
        Assert.DoesNotContain("jane", text, StringComparison.Ordinal);
    }

    private static Task<GuardedGateway> StartAsync(FakeProvider provider, string action = "flag", UpstreamKind kind = UpstreamKind.Anthropic, KeyDraft? key = null) =>
        GuardedGateway.StartAsync(
            provider.Address,
            $$"""
            version: 1
            name: counting
            guards:
              - {name: mails-in, findings: [pii.email], on: input, action: {{action}}}
              - {name: mails-out, findings: [pii.email], on: output, action: {{(action == "mask" ? "redact" : action)}}}
            """,
            kind,
            key);

    private static AnthropicClient ClientFor(GuardedGateway gateway) => new() { ApiKey = gateway.Key, BaseUrl = gateway.Address.ToString(), MaxRetries = 0 };

    private static MessageCountTokensParams Ask(string text) => new() { Model = "claude-x", Messages = [new UserMessageParam { Content = text }] };

    private static async Task<string> EntryAsync(GuardedGateway gateway) => Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body);
}
