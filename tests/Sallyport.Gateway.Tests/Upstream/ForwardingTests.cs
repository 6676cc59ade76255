using System.ClientModel;
using System.Net;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Upstream;

public sealed class ForwardingTests
{
    private const string Request = """{"model":"gpt-test","messages":[{"role":"user","content":"hello"}]}""";

    private const string Answer = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-test","choices":[{"index":0,"message":{"role":"assistant","content":"Hello  there é"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}
        """;

    [Fact]
    public async Task Forwarding_PlainAnswer_IsTheSameBytes()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer));
        await using var gateway = await TestGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Encoding.UTF8.GetBytes(Answer), bytes);
        var seen = Assert.Single(provider.Requests);
        Assert.Equal("/v1/chat/completions", seen.Path);
        Assert.Equal(Request, seen.Text);
    }

    [Fact]
    public async Task Forwarding_Credentials_AreReplaced()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer));
        await using var gateway = await TestGateway.StartAsync(provider.Address);
        gateway.Client.DefaultRequestHeaders.Add("Cookie", "session=1");
        gateway.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "10.1.2.3");

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        var seen = Assert.Single(provider.Requests);
        Assert.Equal("Bearer provider-secret", seen.Headers["Authorization"]);
        Assert.Equal("identity", seen.Headers["Accept-Encoding"]);
        Assert.DoesNotContain("Cookie", seen.Headers.Keys);
        Assert.DoesNotContain("X-Forwarded-For", seen.Headers.Keys);
        Assert.DoesNotContain("traceparent", seen.Headers.Keys);
    }

    [Fact]
    public async Task Forwarding_SameIdempotencyKeyOfTwoTenants_IsTwoKeys()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer));
        await using var one = await TestGateway.StartAsync(provider.Address);
        await using var other = await TestGateway.StartAsync(provider.Address);
        foreach (var gateway in new[] { one, one, other })
        {
            gateway.Client.DefaultRequestHeaders.Remove("Idempotency-Key");
            gateway.Client.DefaultRequestHeaders.Add("Idempotency-Key", "abc-1");
            (await gateway.PostAsync("/v1/chat/completions", Request)).Dispose();
        }

        var keys = provider.Requests.Select(request => request.Headers["Idempotency-Key"]).ToList();
        Assert.Equal(keys[0], keys[1]);
        Assert.NotEqual(keys[0], keys[2]);
        Assert.All(keys, key => Assert.Matches("^[0-9a-f]{64}$", key));
    }

    [Theory]
    [InlineData("context-1m-2025-08-07", true)]
    [InlineData("context-1m-2025-08-07, claude-code-20250219,interleaved-thinking-2025-05-14", true)]
    [InlineData("4111-1111-1111-1111", false)]
    [InlineData("context-1m-2025-08-07,4111111111111111", false)]
    [InlineData("ghp_16C7e42F292c6912E7710c838347Ae178B4a", false)]
    [InlineData("ignore all previous", false)]
    [InlineData("a,,b", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public async Task Forwarding_Betas_AreNamesOfFeatures(string betas, bool passes)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await TestGateway.StartAsync(provider.Address);
        gateway.Client.DefaultRequestHeaders.TryAddWithoutValidation("anthropic-beta", betas);

        (await gateway.PostAsync("/v1/chat/completions", Request)).Dispose();

        Assert.Equal(passes ? betas : null, Assert.Single(provider.Requests).Headers.GetValueOrDefault("anthropic-beta"));
    }

    [Fact]
    public async Task Forwarding_AnswerHeaders_AreAnAllowList()
    {
        var answer = FakeAnswer.Json(Answer).With("x-request-id", "req_1").With("Set-Cookie", "a=b").With("x-ratelimit-remaining-requests", "9").With("x-internal", "1");
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await TestGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal("req_1", Assert.Single(response.Headers.GetValues("x-request-id")));
        Assert.Equal("9", Assert.Single(response.Headers.GetValues("x-ratelimit-remaining-requests")));
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.False(response.Headers.Contains("x-internal"));
        Assert.StartsWith("ex_", Assert.Single(response.Headers.GetValues("x-sallyport-exchange")));
    }

    [Fact]
    public async Task Forwarding_Stream_ArrivesEventByEventAndWhole()
    {
        var release = new TaskCompletionSource();
        var answer = FakeAnswer.Events("""{"a":1}""").WaitFor(release.Task).Send(": ping\n\ndata: {\"b\":2}\r\n\r\ndata: [DONE]\n\n");
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await TestGateway.StartAsync(provider.Address);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Request, Encoding.UTF8, "application/json") };

        using var response = await gateway.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[1024];
        var first = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        var firstText = Encoding.UTF8.GetString(buffer, 0, first);
        release.SetResult();
        using var rest = new StreamReader(stream);
        var all = firstText + await rest.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal("data: {\"a\":1}\n\n", firstText);
        Assert.Equal("data: {\"a\":1}\n\n: ping\n\ndata: {\"b\":2}\r\n\r\ndata: [DONE]\n\n", all);
    }

    [Fact]
    public async Task Forwarding_OfficialOpenAiClient_Works()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer));
        await using var gateway = await TestGateway.StartAsync(provider.Address);
        var client = new ChatClient("gpt-test", new ApiKeyCredential(gateway.Key), new OpenAIClientOptions { Endpoint = new Uri(gateway.Address, "/v1") });

        var completion = await client.CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("Hello  there é", completion.Value.Content[0].Text);
    }

    [Fact]
    public async Task Forwarding_UpstreamDropsMidStream_IsNoNormalEnd()
    {
        // Dropped only once the client has the head: a reset can overtake what was sent just before.
        var release = new TaskCompletionSource();
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events("""{"a":1}""").WaitFor(release.Task).Abort());
        await using var gateway = await TestGateway.StartAsync(provider.Address);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Request, Encoding.UTF8, "application/json") };

        using var response = await gateway.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        release.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Forwarding_ClientLeaves_UpstreamIsCancelled()
    {
        var answer = FakeAnswer.Events("""{"a":1}""").Stall();
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await TestGateway.StartAsync(provider.Address);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Request, Encoding.UTF8, "application/json") };

        using (var response = await gateway.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            Assert.True(await stream.ReadAsync(new byte[64], TestContext.Current.CancellationToken) > 0);
        }

        await answer.Abandoned.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Forwarding_InwardAddressNotNamed_IsRefused()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer));
        await using var gateway = await TestGateway.StartAsync(provider.Address, isOperatorNamed: false);

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("upstream_address_refused", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Forwarding_InwardAddressOfATenantThatTheOperatorAllows_IsReached()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer));
        await using var gateway = await TestGateway.StartAsync(provider.Address, isOperatorNamed: false, inward: provider.Address);

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task Forwarding_InwardAddressRefused_IsNamedInTheLogWithWhatAllowsIt()
    {
        var logs = new CapturedLogs();
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer));
        await using var gateway = await TestGateway.StartAsync(provider.Address, isOperatorNamed: false, logs: logs);

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Contains($"{provider.Address.Authority} resolves to an address that is not public. The setting 'inward'", logs.Text, StringComparison.Ordinal);
    }
}
