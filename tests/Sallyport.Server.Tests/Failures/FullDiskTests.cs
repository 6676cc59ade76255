using System.Net;
using System.Runtime.Versioning;
using System.Text;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary>
/// A disk that takes no more bytes under a running server. The system itself refuses the writes (<c>RLIMIT_FSIZE</c>, set from outside, which needs
/// no privilege), so that it is SQLite's own failure that the server meets.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class FullDiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disk_FullUnderLoad_FailsClosedAndRecoversWithAllThatWasAnswered(bool isStrict)
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-server-").FullName;
        var policy = Path.Combine(folder, "policy.yaml");
        await File.WriteAllTextAsync(policy, isStrict ? StrictRecord.Policy : StrictRecord.Policy.Replace("strict", "batched", StringComparison.Ordinal), Cancel);
        await using var server = await SallyportProcess.ServeAsync(folder, "--policy", policy);
        await using var load = ChatLoad.Start(server);
        await load.UntilAnsweredAsync(50, Cancel);

        server.LimitFiles(1);
        var fault = await server.UntilReadinessAsync(isReady: false, Cancel);
        var before = load.Answered.Count;
        await load.UntilRefusedAsync(20, Cancel);
        var during = load.Answered.Count;
        using var admin = new HttpClient();
        admin.DefaultRequestHeaders.Authorization = new("Bearer", server.AdminToken);
        using var tenant = await admin.PostAsync(
            new Uri(server.Admin, "/admin/v1/tenants"), new StringContent("""{"name":"acme"}""", Encoding.UTF8, "application/json"), Cancel);
        server.LimitFiles(null);
        await server.UntilReadinessAsync(isReady: true, Cancel);
        await load.UntilAnsweredAsync(50, Cancel);
        await load.StopAsync();
        Assert.Equal(0, await server.StopAsync());
        var ledger = await ServedLedger.ReadAsync(server);

        Assert.Contains("ledger", fault, StringComparison.Ordinal);
        Assert.InRange(during - before, 0, 4);
        Assert.All(load.Refusals, refusal => Assert.Contains("ledger_unavailable", refusal, StringComparison.Ordinal));
        Assert.All(load.Refusals, refusal => Assert.StartsWith("503", refusal, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, tenant.StatusCode);
        Assert.All(load.Answered, id => Assert.Equal("completed", ledger.Outcomes[id].Last()));
        Assert.DoesNotContain("ledger.unclean_stop", ledger.Kinds);
    }

    [Fact]
    public async Task Disk_FullWhileAStreamIsOpen_KeepsItsEntry()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = await OpenStream.ProviderAsync(release.Task);
        await using var server = await SallyportProcess.ServeAsync(null, "--upstream", $"fake={provider.Address}");
        using var client = server.OpenClient();
        await using var stream = await OpenStream.OpenAsync(client, Cancel);

        server.LimitFiles(1);
        using var another = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);
        await server.UntilReadinessAsync(isReady: false, Cancel);
        release.SetResult();
        var rest = await stream.ReadToEndAsync(Cancel);
        server.LimitFiles(null);
        await server.UntilReadinessAsync(isReady: true, Cancel);
        Assert.Equal(0, await server.StopAsync());
        var ledger = await ServedLedger.ReadAsync(server);

        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
        Assert.Equal(["completed"], ledger.Outcomes[stream.Exchange]);
    }
}
