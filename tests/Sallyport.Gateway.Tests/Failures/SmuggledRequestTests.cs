using Sallyport.Gateway.Failures;
using Xunit;

namespace Sallyport.Gateway.Tests.Failures;

/// <summary>Requests that two parsers would cut apart in two ways. None may reach an exchange, and nothing behind one may be taken for a request of its own.</summary>
public sealed class SmuggledRequestTests
{
    private const string Inner = "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer KEY\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

    [Theory]
    [InlineData("Content-Length: 2\r\nTransfer-Encoding: chunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 2", "0\r\n\r\n")]
    [InlineData("Content-Length: 2\r\nContent-Length: 40", "{}")]
    [InlineData("Content-Length: 2, 2", "{}")]
    [InlineData("Content-Length: 0x2", "{}")]
    [InlineData("Content-Length: -1", "{}")]
    [InlineData("Content-Length: +2", "{}")]
    [InlineData("Content-Length: 2.0", "{}")]
    [InlineData("Content-Length: -0", "")]
    [InlineData("Content-Length: 99999999999999999999", "{}")]
    [InlineData("Transfer-Encoding: xchunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip, chunked", "2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity\r\nContent-Length: 2", "{}")]
    [InlineData("Transfer-Encoding : chunked", "0\r\n\r\n")]
    [InlineData(" Transfer-Encoding: chunked", "0\r\n\r\n")]
    [InlineData("X-Folded: a\r\n Transfer-Encoding: chunked", "0\r\n\r\n")]
    [InlineData("Content-Length: 2\nX-Bare: newline", "{}")]
    [InlineData("Content-Length: 2\rX-Bare: return", "{}")]
    [InlineData("Content-Length: 2\r\nX-Null: a\0b", "{}")]
    [InlineData("Transfer-Encoding: chunked", "2\r\n{}XX\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Host: 127.0.0.1\r\nContent-Length: 2", "{}")]
    public async Task Request_ThatCanBeCutInTwoWays_ReachesNoExchange(string headers, string body)
    {
        var exchanges = 0;
        await using var gateway = await TestGateway.StartAsync(exchange: _ =>
        {
            Interlocked.Increment(ref exchanges);
            return ValueTask.FromResult<RequestFailure>(Failure.Internal);
        });

        var answer = await RawClient.ExchangeAsync(
            gateway.Address,
            ($"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer KEY\r\nContent-Type: application/json\r\n{headers}\r\n\r\n{body}" + Inner)
                .Replace("KEY", gateway.Key, StringComparison.Ordinal));

        Assert.Equal(0, exchanges);

        // The connection may be gone before the refusal has been read; there is none but that.
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), answer);
        Assert.InRange(answer.Split("HTTP/1.1 ").Length - 1, 0, 1);
    }

    [Theory]
    [InlineData("POST http://evil.example/v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n", 400)]
    [InlineData("POST http://evil.example/v1/chat/completions HTTP/1.1\r\nHost: evil.example\r\n", 421)]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\n", 400)]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: \r\n", 421)]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1@evil.example\r\n", 400)]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: evil.example#127.0.0.1\r\n", 400)]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n", 421)]
    [InlineData("POST /v1/chat/completions HTTP/1.0\r\nHost: evil.example\r\n", 421)]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: null\r\n", 403)]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n", 403)]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://a.example\r\nOrigin: https://allowed.example\r\n", 403)]
    [InlineData("POST /v1/x/../chat/completions HTTP/1.1\r\nHost: evil.example\r\n", 421)]
    public async Task Request_ForAForgedHostOrOrigin_IsRefusedBeforeItsKeyIsLookedAt(string head, int status)
    {
        await using var gateway = await TestGateway.StartAsync(options: new() { Origins = ["https://allowed.example"] });

        var answer = await RawClient.ExchangeAsync(gateway.Address, head + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task AdminPort_ForAForgedHost_Refuses(string host)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await RawClient.ExchangeAsync(gateway.Admin, $"GET /metrics HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 421", answer, StringComparison.Ordinal);
    }
}
