using System.Net;
using Sallyport.Gateway.Upstream;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Upstream;

public sealed class OutboundHandlerTests
{
    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("0")]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    [InlineData("169.254.169.254")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("[fe80::1]")]
    public async Task Host_ThatLeadsInward_IsRefusedHoweverItIsWritten(string host)
    {
        await using var inner = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        using var client = new HttpClient(OutboundHandler.Create(OperatorNamedHosts.None, Connect));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"http://{host}:{inner.Address.Port}/", Cancel));

        Assert.IsType<OutboundRefusedException>(failure.InnerException);
        Assert.Empty(inner.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("8.8.8.8", "127.0.0.1")]
    [InlineData("8.8.8.8", "::ffff:10.0.0.1")]
    [InlineData("2606:4700::1111", "fe80::1")]
    public async Task Name_OfWhichOneAddressIsInward_IsRefusedWhole(params string[] addresses)
    {
        await using var inner = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        using var client = new HttpClient(OutboundHandler.Create(OperatorNamedHosts.None, Connect, (_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse))));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"http://provider.example:{inner.Address.Port}/", Cancel));

        Assert.IsType<OutboundRefusedException>(failure.InnerException);
        Assert.Empty(inner.Requests);
    }

    [Fact]
    public async Task Name_ThatAnswersOtherwiseEachTime_IsAskedOnceAndConnectedToAsChecked()
    {
        await using var named = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        var asked = 0;

        // A second question would get an address where nobody listens.
        using var client = new HttpClient(OutboundHandler.Create(
            new OperatorNamedHosts([new Uri($"http://provider.example:{named.Address.Port}")]),
            Connect,
            (_, _) => Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) == 1 ? IPAddress.Loopback : IPAddress.Parse("127.0.0.9")])));

        using var first = await client.GetAsync($"http://provider.example:{named.Address.Port}/", Cancel);
        using var second = await client.GetAsync($"http://provider.example:{named.Address.Port}/", Cancel);

        Assert.Equal(1, asked);
        Assert.Equal(2, named.Requests.Count);
    }

    [Fact]
    public async Task Host_NamedByTheOperatorWithAnotherPort_IsRefused()
    {
        await using var inner = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        var named = new OperatorNamedHosts([new Uri($"http://127.0.0.1:{inner.Address.Port + 1}")]);
        using var client = new HttpClient(OutboundHandler.Create(named, Connect));

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(inner.Address, Cancel));

        Assert.Empty(inner.Requests);
    }
}
