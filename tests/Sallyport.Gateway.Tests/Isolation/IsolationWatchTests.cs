using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Gateway.Isolation;
using Sallyport.Storage.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Gateway.Tests.Isolation;

public sealed class IsolationWatchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_ChecksFiveMinutesAfterItsStartAndThenEachHour()
    {
        await using var own = await IsolatedInstallation.OpenAsync();
        var (time, checks) = (new FakeTimeProvider(), Channel.CreateUnbounded<DateTimeOffset>());
        own.Probing = (pair, tally) =>
        {
            tally.Try(true, "never");
            Assert.True(checks.Writer.TryWrite(time.GetUtcNow()));
        };
        using var watch = own.Watch(time);
        using var stop = new CancellationTokenSource();
        var start = time.GetUtcNow();
        var running = watch.RunAsync(stop.Token);

        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.False(checks.Reader.TryRead(out _));
        Assert.Null(watch.Last);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([start + TimeSpan.FromMinutes(5), start + TimeSpan.FromMinutes(5)], await BothPairsAsync(checks));
        time.Advance(IsolationWatch.Interval);
        Assert.Equal([start + TimeSpan.FromMinutes(65), start + TimeSpan.FromMinutes(65)], await BothPairsAsync(checks));

        await stop.CancelAsync();
        await running;
        Assert.False(checks.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Check_ThatCannotBeRun_IsLoggedAndTriedAgainAnHourLater()
    {
        await using var own = await IsolatedInstallation.OpenAsync();
        var (time, checks, logs) = (new FakeTimeProvider(), Channel.CreateUnbounded<DateTimeOffset>(), new CapturedLogs());
        own.Probing = (_, tally) =>
        {
            tally.Try(true, "never");
            Assert.True(checks.Writer.TryWrite(time.GetUtcNow()));
        };
        using var master = MasterKey.New();
        var store = new UnreadableOnce(new TenantStore(own.Installation.Database));
        using var watch = own.Watch(time, logs, new TenantAdministration(store, master, own.Installation.Vaults, time));
        using var stop = new CancellationTokenSource();
        var running = watch.RunAsync(stop.Token);

        time.Advance(TimeSpan.FromMinutes(5));
        await store.Asked.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.Null(watch.Last);
        time.Advance(IsolationWatch.Interval);
        await BothPairsAsync(checks);
        await stop.CancelAsync();
        await running;

        Assert.Contains(logs.Lines, static line => line.Contains("Isolation could not be checked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Breach_OfAProbe_StandsInTheLedgersOfBothTenants()
    {
        await using var own = await IsolatedInstallation.OpenAsync();
        var tenants = await own.Installation.Tenants.ListAsync(Cancel);
        var (owner, other) = (tenants[0].Id, tenants[1].Id);
        own.Probing = (pair, tally) => tally.Try(pair.Owner.Tenant != owner, "it got what is another's");
        using var watch = own.Watch(TimeProvider.System);

        var report = await watch.CheckAsync(2, null, Cancel);

        Assert.True(report.HasBreach);
        Assert.Equal((owner, other), (Assert.Single(report.Probes[0].Breaches).Owner, report.Probes[0].Breaches[0].Other));
        Assert.Equal((1, 1), (await own.BreachesAsync(owner), await own.BreachesAsync(other)));
        Assert.Same(report, watch.Last);
    }

    private static async Task<List<DateTimeOffset>> BothPairsAsync(Channel<DateTimeOffset> checks)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return [await checks.Reader.ReadAsync(patience.Token), await checks.Reader.ReadAsync(patience.Token)];
    }

    /// <summary>A store whose list of tenants can't be read the first time.</summary>
    private sealed class UnreadableOnce(ITenantStore inner) : ITenantStore
    {
        private int _lists;

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _lists) > 1)
            {
                return inner.ListAsync(cancellationToken);
            }

            Asked.SetResult();
            throw new IOException("The database is away.");
        }

        public Task<bool> AddAsync(Tenant tenant, byte[] wrappedKey, byte[] masterCheck, CancellationToken cancellationToken) => inner.AddAsync(tenant, wrappedKey, masterCheck, cancellationToken);

        public Task<Tenant?> FindAsync(TenantId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

        public Task<Tenant?> FindAsync(TenantName name, CancellationToken cancellationToken) => inner.FindAsync(name, cancellationToken);

        public Task<bool> ChangeAsync(TenantId id, TenantSettings settings, CancellationToken cancellationToken) => inner.ChangeAsync(id, settings, cancellationToken);

        public Task<bool> MoveAsync(TenantId id, TenantState from, TenantState to, CancellationToken cancellationToken) => inner.MoveAsync(id, from, to, cancellationToken);

        public Task<TenantDeletion?> DeleteAsync(TenantId id, DateTimeOffset now, CancellationToken cancellationToken) => inner.DeleteAsync(id, now, cancellationToken);

        public Task<IReadOnlyList<TenantDeletion>> ListDeletionsAsync(DateTimeOffset now, CancellationToken cancellationToken) => inner.ListDeletionsAsync(now, cancellationToken);

        public Task ForgetDeletionAsync(TenantId id, CancellationToken cancellationToken) => inner.ForgetDeletionAsync(id, cancellationToken);

        public Task<byte[]?> ReadWrappedKeyAsync(TenantId id, CancellationToken cancellationToken) => inner.ReadWrappedKeyAsync(id, cancellationToken);
    }
}
