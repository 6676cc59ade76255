using System.Diagnostics;
using System.Globalization;
using Sallyport.Ledger;
using Sallyport.Ledger.Verification;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Ledger;

/// <summary>What is left of the ledgers of a process that was killed while it wrote. The process is this test assembly itself, running the explicit test below.</summary>
public sealed class LedgerCrashTests : IDisposable
{
    private const string FolderVariable = "SALLYPORT_TEST_LEDGER_FOLDER";
    private const string AcknowledgedFile = "acknowledged.txt";
    private const int EnoughAcknowledged = 150;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Process_KilledWhileWriting_LosesNothingThatItAcknowledged()
    {
        await WriteUntilKilledAsync();
        var acknowledged = await ReadAcknowledgedAsync();
        await using var database = await Database.OpenSqliteAsync(_folder.Location, Cancel);
        var store = new LedgerStore(database);
        using var key = InstanceSigningKey.FromSeed("sallyport/test", new byte[InstanceSigningKey.Length]);
        using var publisher = new CheckpointPublisher(store, key, [], TimeProvider.System);
        await using (var writer = await LedgerWriter.OpenAsync(store, new LedgerWriterOptions { Name = "node" }, TimeProvider.System, null, Cancel))
        {
            foreach (var tenant in acknowledged.Select(static a => a.Tenant).Distinct())
            {
                await writer.AppendAsync(tenant, Draft("after"), Durability.Strict, Cancel);
            }
        }

        foreach (var (tenant, index, exchange) in acknowledged)
        {
            var row = Assert.Single(await store.FindExchangeAsync(tenant, exchange, Cancel));
            Assert.Equal(index, row.Index);
        }

        foreach (var tenant in acknowledged.Select(static a => a.Tenant).Distinct())
        {
            using var export = new MemoryStream();
            await new LedgerExport(store, publisher, key).WriteAsync(tenant, export, 0, null, Cancel);
            export.Position = 0;
            var result = await LedgerVerifier.VerifyAsync(export, VerifierKey.Parse(key.VerifierKey), [], Cancel);
            Assert.True(result.IsSound, string.Join('\n', result.Faults));
            var newest = await store.ReadNewestAsync(tenant, long.MaxValue, 2, null, Cancel);
            Assert.Equal(["exchange", LedgerKinds.UncleanStop], newest.Select(static row => row.Kind));
        }
    }

    [Fact(Explicit = true)]
    public async Task Child_WritesUntilItIsKilled()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable) ?? throw new InvalidOperationException("Only the crash test runs this.");
        await using var database = await Database.OpenSqliteAsync(folder, Cancel);
        await using var acknowledged = new StreamWriter(Path.Combine(folder, AcknowledgedFile)) { AutoFlush = true };
        var writer = await LedgerWriter.OpenAsync(new LedgerStore(database), new LedgerWriterOptions { Name = "node" }, TimeProvider.System, null, Cancel);
        TenantId[] tenants = [TenantId.New(), TenantId.New(), TenantId.New()];
        for (var i = 0; ; i++)
        {
            var tenant = tenants[i % tenants.Length];
            for (var n = 0; n < 20; n++)
            {
                await writer.AppendAsync(tenant, Draft($"batched-{i}-{n}"), Durability.Batched, Cancel);
            }

            var receipt = await writer.AppendAsync(tenant, Draft($"strict-{i}"), Durability.Strict, Cancel);
            await acknowledged.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{tenant} {receipt.Index} strict-{i}"));
        }
    }

    private static LedgerDraft Draft(string exchange) => new() { Kind = LedgerKinds.Exchange, Exchange = exchange };

    private async Task WriteUntilKilledAsync()
    {
        var assembly = typeof(LedgerCrashTests).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [assembly, "--explicit", "only", "--filter-method", $"*{nameof(Child_WritesUntilItIsKilled)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [FolderVariable] = _folder.Location },
        };
        using var child = Process.Start(start)!;
        var said = child.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = child.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            var patience = Stopwatch.StartNew();
            while (Lines() < EnoughAcknowledged && !child.HasExited && patience.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(20, Cancel);
            }
        }
        finally
        {
            // SIGKILL: no handler runs, nothing is flushed.
            child.Kill(entireProcessTree: true);
            await child.WaitForExitAsync(CancellationToken.None);
        }

        Assert.True(Lines() >= EnoughAcknowledged, await said);
    }

    private int Lines()
    {
        var path = Path.Combine(_folder.Location, AcknowledgedFile);
        if (!File.Exists(path))
        {
            return 0;
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Count(static c => c == '\n');
    }

    private async Task<List<(TenantId Tenant, long Index, string Exchange)>> ReadAcknowledgedAsync()
    {
        // A last line that the kill cut short was never acknowledged.
        var text = await File.ReadAllTextAsync(Path.Combine(_folder.Location, AcknowledgedFile), Cancel);
        return
        [
            .. text[..text.LastIndexOf('\n')].Split('\n').Select(static line => line.Split(' '))
                .Select(static parts => (TenantId.Parse(parts[0], null), long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2])),
        ];
    }
}
