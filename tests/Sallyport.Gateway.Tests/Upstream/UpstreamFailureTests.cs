using System.Net;
using System.Text;
using System.Text.Json;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Upstream;

public sealed class UpstreamFailureTests
{
    private const string Path = "/v1/chat/completions";
    private const string Request = """{"model":"m"}""";

    private static readonly UpstreamTimeouts Short =
        new(TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(5));

    [Fact]
    public async Task Upstream_SendsNoHead_IsATimeout()
    {
        await using var provider = await FakeProvider.StartAsync(new FakeAnswer().Silence());
        await using var gateway = await TestGateway.StartAsync(provider.Address, timeouts: Short);

        using var response = await gateway.PostAsync(Path, Request);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("upstream_first_byte_timeout", await CodeAsync(response));
    }

    [Fact]
    public async Task Upstream_StallsAfterTheHead_IsATimeoutAndItsConnectionIsClosed()
    {
        var answer = new FakeAnswer().Stall();
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await TestGateway.StartAsync(provider.Address, timeouts: Short);

        using var response = await gateway.PostAsync(Path, Request);

        Assert.Equal("upstream_idle_timeout", await CodeAsync(response));
        await answer.Abandoned.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Upstream_TricklesForever_MeetsTheTotalTime()
    {
        await using var provider = await FakeProvider.StartAsync(new FakeAnswer().Send(".").Stall());
        await using var gateway = await TestGateway.StartAsync(provider.Address, timeouts: Short with { Idle = TimeSpan.FromSeconds(30), Total = TimeSpan.FromMilliseconds(500) });
        using var message = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(Request, Encoding.UTF8, "application/json") };

        using var response = await gateway.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Upstream_NobodyListens_IsUnreachableAfterRetries()
    {
        var provider = await FakeProvider.StartAsync();
        var address = provider.Address;
        await provider.DisposeAsync();
        await using var gateway = await TestGateway.StartAsync(address, timeouts: Short);

        using var response = await gateway.PostAsync(Path, Request);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("upstream_unreachable", await CodeAsync(response));
        Assert.Equal("true", Assert.Single(response.Headers.GetValues("x-should-retry")));
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(529)]
    public async Task Upstream_IsBusyOnce_IsTriedAgain(int status)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}", status), FakeAnswer.Json("""{"ok":true}"""));
        await using var gateway = await TestGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync(Path, Request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, provider.Requests.Count);
        Assert.All(provider.Requests, static seen => Assert.Equal(Request, seen.Text));
    }

    [Theory]
    [InlineData(400, 1)]
    [InlineData(429, 1)]
    [InlineData(500, 1)]
    [InlineData(503, 3)]
    public async Task Upstream_KeepsFailing_ItsAnswerIsPassedOn(int status, int requests)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("""{"error":{"message":"no"}}""", status));
        await using var gateway = await TestGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync(Path, Request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(requests, provider.Requests.Count);
    }

    [Fact]
    public async Task Upstream_RefusesOurCredential_IsNotShownAsTheCallersFault()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("""{"error":{"message":"bad key sk-123"}}""", 401));
        await using var gateway = await TestGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync(Path, Request);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.DoesNotContain("sk-123", text);
    }

    [Fact]
    public async Task Upstream_Redirects_IsNotFollowed()
    {
        await using var other = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}", 307).With("Location", other.Address.AbsoluteUri));
        await using var gateway = await TestGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync(Path, Request);

        Assert.Equal("upstream_unreadable", await CodeAsync(response));
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(205)]
    [InlineData(206)]
    [InlineData(304)]
    public async Task Upstream_StreamsUnderAStatusThatIsNone_IsRefused(int status)
    {
        var answer = status is 204 or 205 or 304 ? FakeAnswer.Events() : FakeAnswer.Events("{}", "[DONE]");
        await using var provider = await FakeProvider.StartAsync(answer.Under(status));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync(Path, """{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("upstream_unreadable", await CodeAsync(response));
        Assert.Contains("upstream_unreadable", Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(205)]
    public async Task Upstream_AnswersWithoutABody_IsRefused(int status)
    {
        await using var provider = await FakeProvider.StartAsync(new FakeAnswer().Under(status));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync(Path, """{"model":"m","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal("upstream_unreadable", await CodeAsync(response));
    }

    [Fact]
    public async Task Upstream_AnswersCompressed_IsRefused()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("xx").With("Content-Encoding", "gzip"));
        await using var gateway = await TestGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync(Path, Request);

        Assert.Equal("upstream_unreadable", await CodeAsync(response));
    }

    [Theory]
    [InlineData("garbage that is no HTTP\r\n\r\n", "upstream_unreadable")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n", "upstream_truncated")]
    [InlineData("", "upstream_truncated")]
    public async Task Upstream_SpeaksNoHttp_IsAFailure(string bytes, string code)
    {
        await using var provider = RawProvider.Start(Encoding.ASCII.GetBytes(bytes));
        await using var gateway = await TestGateway.StartAsync(provider.Address);

        using var response = await gateway.PostAsync(Path, Request);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(code, await CodeAsync(response));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task Upstream_BodyIsCutOff_IsNoNormalEnd(string bytes)
    {
        await using var provider = RawProvider.Start(Encoding.ASCII.GetBytes(bytes));
        await using var gateway = await TestGateway.StartAsync(provider.Address);

        var isWhole = false;
        try
        {
            using var response = await gateway.PostAsync(Path, Request);
            isWhole = response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
        }

        Assert.False(isWhole);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("error").GetProperty("code").GetString();
    }
}
