using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Xunit;

namespace Sallyport.Server.Tests.Serving;

/// <summary>Starts that fail: what is told, and what is not lost.</summary>
[SupportedOSPlatform("linux")]
public sealed class FailedStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sallyport-server-").FullName;

    private string Data => Path.Combine(_folder, "data");

    [Theory]
    [InlineData("--listen", "--admin")]
    [InlineData("--admin", "--listen")]
    public async Task PortTaken_IsToldInOneLine_AndTheFirstKeyIsNotLost(string taken, string free)
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}";

        var failed = await SallyportProcess.RunAsync("serve", "--data", Data, taken, address, free, "http://127.0.0.1:0");
        var kept = (await File.ReadAllTextAsync(Path.Combine(Data, "default-api-key"), TestContext.Current.CancellationToken)).Trim();
        await using var server = await SallyportProcess.ServeAsync(_folder);
        using var client = server.OpenClient();
        using var models = await client.GetAsync("/v1/models", TestContext.Current.CancellationToken);

        Assert.Equal(2, failed.Code);
        Assert.Equal(
            $"sallyport: '{taken[2..]}' is {address}: another program listens there already. End it, or choose another address with {taken}; port 0 picks a free one.",
            failed.Error.Trim());
        Assert.Equal(kept, server.ApiKey);
        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
    }

    [Theory]
    [InlineData("file", "it is a file, not a folder")]
    [InlineData("file/below", "file' is a file, not a folder")]
    public async Task DataFolder_ThatIsAFile_IsNamedWithTheSetting(string data, string why)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "", TestContext.Current.CancellationToken);
        var given = Path.Combine(_folder, data);

        var served = await SallyportProcess.RunAsync("serve", "--data", given, "--listen", "http://127.0.0.1:0", "--admin", "http://127.0.0.1:0");
        var created = await SallyportProcess.RunAsync("tenant", "create", "acme", "--data", given);

        Assert.All([served, created], run =>
        {
            Assert.Equal(2, run.Code);
            Assert.Contains($"sallyport: The data folder '{given}' can't be used: ", run.Error, StringComparison.Ordinal);
            Assert.Contains(why, run.Error, StringComparison.Ordinal);
            Assert.Contains("--data (SALLYPORT_DATA", run.Error, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task ReadyFile_ThatCannotBe_IsToldBeforeAnythingIsServed()
    {
        var run = await SallyportProcess.RunAsync("serve", "--data", Data, "--listen", "http://127.0.0.1:0", "--admin", "http://127.0.0.1:0", "--ready-file", _folder);

        Assert.Equal(2, run.Code);
        Assert.Contains($"The ready file '{_folder}' can't be written: it is a folder.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("accepts model traffic", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadyFile_OfAnEarlierStart_GoesBeforeANewOneFails()
    {
        var ready = Path.Combine(_folder, "ready.json");
        await File.WriteAllTextAsync(ready, "{}", TestContext.Current.CancellationToken);
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();

        var run = await SallyportProcess.RunAsync(
            "serve", "--data", Data, "--listen", $"http://127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}", "--admin", "http://127.0.0.1:0", "--ready-file", ready);

        Assert.Equal(2, run.Code);
        Assert.False(File.Exists(ready));
    }

    [Fact]
    public async Task MarkRestored_OnARunningServersFolder_IsRefused()
    {
        await using var server = await SallyportProcess.ServeAsync(_folder);

        var refused = await SallyportProcess.RunAsync("restore", "nightly", "--mark-restored", "--data", Data);
        await server.StopAsync();
        var marked = await SallyportProcess.RunAsync("restore", "nightly", "--mark-restored", "--data", Data);

        Assert.Equal(2, refused.Code);
        Assert.Contains($"A server runs on the data folder '{Data}'. Stop it first", refused.Error, StringComparison.Ordinal);
        Assert.True(marked.Code == 0, marked.Error);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
