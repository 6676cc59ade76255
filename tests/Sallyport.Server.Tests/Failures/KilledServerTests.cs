using System.Runtime.Versioning;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary><c>kill -9</c> of the whole server while official clients call it, and what the next start finds.</summary>
[SupportedOSPlatform("linux")]
public sealed class KilledServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_KilledUnderLoadWithAStrictLedger_LosesNothingThatItAnswered(bool isPostgres)
    {
        var environment = isPostgres ? await TestDatabase.CreateAsync() : [];
        var folder = Directory.CreateTempSubdirectory("sallyport-server-").FullName;
        var policy = Path.Combine(folder, "policy.yaml");
        await File.WriteAllTextAsync(policy, StrictRecord.Policy, Cancel);
        var first = await SallyportProcess.ServeWithAsync(environment, folder, "--policy", policy);
        await using var load = ChatLoad.Start(first);
        await load.UntilAnsweredAsync(100, Cancel);

        await first.KillAsync();

        await load.StopAsync();
        await using var second = await SallyportProcess.ServeWithAsync(environment, folder, "--policy", policy);
        using var client = second.OpenClient();
        using var after = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);
        var ledger = await ServedLedger.ReadAsync(second, environment);

        Assert.True(after.IsSuccessStatusCode);
        Assert.All(load.Answered, id => Assert.Equal(["completed"], ledger.Outcomes[id]));
        Assert.Equal(1, ledger.Kinds.Count(static kind => kind == "ledger.unclean_stop"));
    }

    [Fact]
    public async Task Server_KilledUnderLoadWithABatchedLedger_LosesTheLastMomentOnlyAndSaysSo()
    {
        var first = await SallyportProcess.ServeAsync();
        await using var load = ChatLoad.Start(first);
        await load.UntilAnsweredAsync(100, Cancel);
        var certain = load.Answered.ToArray();
        using var client = first.OpenClient();

        // What was answered a second ago has long been written: 50 ms are promised.
        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        await first.KillAsync();

        await load.StopAsync();
        await using var second = await SallyportProcess.ServeAsync(first.Folder);
        using var again = second.OpenClient();
        using var after = await again.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);
        var ledger = await ServedLedger.ReadWithAsync(second, after);

        Assert.All(certain, id => Assert.Equal(["completed"], ledger.Outcomes[id]));
        Assert.Equal(1, ledger.Kinds.Count(static kind => kind == "ledger.unclean_stop"));
    }
}
