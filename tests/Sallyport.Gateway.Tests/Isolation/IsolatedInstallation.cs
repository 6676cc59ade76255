using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Isolation;
using Sallyport.Isolation.Checking;
using Sallyport.Ledger;
using Sallyport.Storage;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Tests.Isolation;

/// <summary>An installation with two tenants of its own, since breaches are written into ledgers, and a probe that does as a test says.</summary>
internal sealed class IsolatedInstallation : IAsyncDisposable
{
    private readonly string _folder;
    private readonly LedgerWriter _ledger;

    private IsolatedInstallation(string folder, Installation installation, LedgerWriter ledger)
    {
        (_folder, Installation, _ledger) = (folder, installation, ledger);
    }

    public Installation Installation { get; }

    /// <summary>What the probe does with each pair.</summary>
    public Action<IsolationPair, ProbeTally> Probing { get; set; } = static (_, tally) => tally.Try(true, "never");

    public static async Task<IsolatedInstallation> OpenAsync()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-isolation-").FullName;
        var data = Path.Combine(folder, "data");
        var database = await Database.OpenSqliteAsync(data, CancellationToken.None);
        var installation = await Installation.OpenAsync(
            database, new MasterKeyFile(Path.Combine(folder, "master-key"), data), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await installation.Tenants.CreateAsync(TenantName.Parse("one"), TenantSettings.Standard, CancellationToken.None);
        await installation.Tenants.CreateAsync(TenantName.Parse("two"), TenantSettings.Standard, CancellationToken.None);
        var ledger = await LedgerWriter.OpenAsync(new LedgerStore(database), new LedgerWriterOptions(), TimeProvider.System, null, CancellationToken.None);
        return new IsolatedInstallation(folder, installation, ledger);
    }

    public IsolationWatch Watch(TimeProvider time, ILoggerFactory? logs = null, TenantAdministration? tenants = null) => new(
        new IsolationCheck([new ScriptedProbe(this)], Installation.Vaults, time),
        tenants ?? Installation.Tenants,
        new BreachJournal(_ledger, NullLogger<BreachJournal>.Instance),
        time,
        (logs ?? NullLoggerFactory.Instance).CreateLogger<IsolationWatch>());

    /// <summary>How many breaches a tenant's ledger tells of.</summary>
    public async Task<int> BreachesAsync(TenantId tenant) =>
        (await new LedgerStore(Installation.Database).ReadNewestAsync(tenant, long.MaxValue, 100, LedgerKinds.IsolationBreach, CancellationToken.None)).Count;

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await Installation.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class ScriptedProbe(IsolatedInstallation owner) : IsolationProbe
    {
        public override string Name => "scripted";

        public override ValueTask ProbeAsync(IsolationPair pair, ProbeTally tally, CancellationToken cancellationToken)
        {
            owner.Probing(pair, tally);
            return ValueTask.CompletedTask;
        }
    }
}
