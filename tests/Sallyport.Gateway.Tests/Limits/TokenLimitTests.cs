using System.Net;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Limits;

/// <summary>The limit of tokens a minute, over answers whose provider tells how many there were, and over those whose provider doesn't.</summary>
public sealed class TokenLimitTests
{
    private const string Plain = """{"model":"m","messages":[{"role":"user","content":"hi"}]}""";
    private const string Streamed = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}""";

    private const string Answer = """{"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}""";

    private static readonly string s_long = string.Join(' ', Enumerable.Repeat("word", 2000));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Plain, """,'usage':{'prompt_tokens':2,'completion_tokens':2,'total_tokens':4}""", HttpStatusCode.OK)]
    [InlineData(Plain, """,'usage':{'prompt_tokens':2,'completion_tokens':2000,'total_tokens':2002}""", HttpStatusCode.TooManyRequests)]
    [InlineData(Plain, """,'usage':{'prompt_tokens':0,'completion_tokens':0,'total_tokens':0}""", HttpStatusCode.TooManyRequests)]
    [InlineData(Plain, "", HttpStatusCode.TooManyRequests)]
    public async Task WholeAnswer_IsCountedAsReportedOrByItsLength(string request, string usage, HttpStatusCode next)
    {
        var answer = FakeAnswer.Json($$"""{"choices":[{"index":0,"message":{"role":"assistant","content":"{{s_long}}"},"finish_reason":"stop"}]{{usage.Replace('\'', '"')}}}""");

        await SecondRequestGetsAsync(answer, request, next);
    }

    [Fact]
    public Task StreamWithoutUsage_AsClientsStreamByDefault_IsCountedByItsLength()
    {
        var chunks = Enumerable.Repeat("""{"choices":[{"index":0,"delta":{"content":"some more words "}}]}""", 300);

        return SecondRequestGetsAsync(FakeAnswer.Events([.. chunks, "[DONE]"]), Streamed, HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Prompt_WhoseSenderLeavesBeforeTheAnswer_IsCounted()
    {
        var isFirst = true;
        await using var provider = await FakeProvider.StartAsync(_ => Interlocked.Exchange(ref isFirst, false) ? FakeAnswer.Raw("application/json").Silence() : FakeAnswer.Json(Answer));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, key: Limited(1000));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var left = gateway.Client.PostAsync(
            "/v1/chat/completions", new StringContent($$"""{"model":"m","messages":[{"role":"user","content":"{{s_long}}"}]}""", null, "application/json"), leave.Token);
        while (provider.Requests.Count == 0)
        {
            await Task.Delay(10, Cancel);
        }

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        // What is asked here meanwhile comes to a tenth of the limit.
        var statuses = new List<HttpStatusCode>();
        while (statuses.Count < 50 && (statuses.Count == 0 || statuses[^1] == HttpStatusCode.OK))
        {
            await Task.Delay(100, Cancel);
            using var response = await gateway.PostAsync("/v1/chat/completions", Plain);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }

    [Fact]
    public async Task PromptThatReachesNoModel_CostsNothing()
    {
        const string blocking = """
            version: 1
            name: blocking
            guards:
              - {name: data, findings: [pii], on: input, action: block}
            """;
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, blocking, key: Limited(1000));

        using var blocked = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"m","messages":[{"role":"user","content":"jane.doe@example.com {{s_long}}"}]}""");
        using var next = await gateway.PostAsync("/v1/chat/completions", Plain);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (blocked.StatusCode, next.StatusCode));
    }

    private static KeyDraft Limited(long tokens) => new() { Limits = new CallLimits(TokensPerMinute: tokens) };

    private static async Task SecondRequestGetsAsync(FakeAnswer answer, string request, HttpStatusCode expected)
    {
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, key: Limited(100));

        await gateway.ChatAsync(request);
        using var second = await gateway.PostAsync("/v1/chat/completions", request);

        Assert.Equal(expected, second.StatusCode);
    }
}
