using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Failures;

/// <summary>Clients that send or read too slowly: what they hold is given back, and the upstream is let go.</summary>
public sealed class SlowClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    // The shortest that Kestrel takes: its clock ticks once a second.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    // On a busy machine another request may need seconds to be asked while the body is still waited for.
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(8);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Headers_ThatDoNotEnd_CloseTheConnection()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
        var answer = await client.ReadToEndAsync().WaitAsync(Patience, Cancel);

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 1000000", "{")]
    [InlineData("Transfer-Encoding: chunked", "1\r\n{\r\n")]
    public async Task Body_ThatStopsComing_IsGivenUpWithTheLeaseAndTheBudgetItHeld(string framing, string begin)
    {
        await using var gateway = await TestGateway.StartAsync(
            key: new KeyDraft { Limits = new CallLimits(Concurrency: 1) },
            options: new GatewayOptions { MaxBodyBytes = 1 << 20, MaxBodyBytesInFlight = 1 << 20, SlowestBody = new(1 << 20, Later) },
            exchange: AnswerAsync);
        await using var client = await RawClient.ConnectAsync(gateway.Address);
        await client.SendAsync(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {gateway.Key}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n{framing}\r\n\r\n");
        // The body is asked for once the lease is taken.
        await client.ReadUntilAsync("100 Continue");
        await client.SendAsync(begin);
        using var held = await gateway.PostAsync("/v1/chat/completions", "{}");

        var answer = await client.ReadToEndAsync().WaitAsync(Patience, Cancel);
        using var after = await gateway.PostAsync("/v1/chat/completions", "{}");

        Assert.Equal(429, (int)held.StatusCode);
        Assert.Contains("body_incomplete", answer, StringComparison.Ordinal);
        Assert.Equal(200, (int)after.StatusCode);
    }

    [Fact]
    public async Task Body_OnlyAnnounced_TakesNoMoreOfTheBudgetThanHasCome()
    {
        await using var gateway = await TestGateway.StartAsync(
            options: new GatewayOptions { MaxBodyBytes = 32 << 20, MaxBodyBytesInFlight = 32 << 20 }, exchange: AnswerAsync);
        await using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {gateway.Key}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: {32 << 20}\r\n\r\n");
        await client.ReadUntilAsync("100 Continue");
        using var other = await gateway.PostAsync("/v1/chat/completions", "{}");

        Assert.Equal(200, (int)other.StatusCode);
    }

    [Fact]
    public async Task Stream_ThatNobodyReads_IsNotReadFromTheUpstreamEitherAndEndsForBoth()
    {
        const int chunks = 10_000_000;
        var answer = FakeAnswer.Events(Chunk("begin")).Repeat($"data: {Chunk(new string('x', 100))}\n\n", chunks);
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, options: new GatewayOptions { SlowestReader = new(1 << 20, Soon) });
        await using var client = await RawClient.ConnectAsync(gateway.Address);
        const string body = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}""";

        await client.SendAsync(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {gateway.Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await client.ReadUntilAsync("begin");
        await answer.Abandoned.Task.WaitAsync(Patience, Cancel);

        Assert.Contains("\"outcome\":\"client_gone\"", System.Text.Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body), StringComparison.Ordinal);
    }

    private static string Chunk(string text) => $$$"""{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":null}]}""";

    private static async ValueTask<RequestFailure> AnswerAsync(IncomingRequest request)
    {
        await request.Http.Response.Body.WriteAsync("{}"u8.ToArray());
        return Failure.None;
    }
}
