using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Sallyport.Tenancy;

/// <summary>
/// Who may call, in memory: an immutable view that is replaced by one reference write when the installation's revision has moved, which is
/// asked every 250 ms. So a key that another process creates is known here within a second, and looking one up costs no I/O and no allocation.
/// While the database cannot be reached, the last view stays. Safe for concurrent use.
/// </summary>
public sealed partial class TenantDirectory(IDirectorySource source, TenantVaults vaults, TimeProvider time, ILogger<TenantDirectory> logger) : IAsyncDisposable
{
    /// <summary>How often the revision is asked for.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    // What an unknown key is compared with, so that it costs what a known one does.
    private static readonly byte[] Nobody = RandomNumberGenerator.GetBytes(KeyText.HashLength);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private DirectoryView _view = DirectoryView.Empty;
    private Task _polling = Task.CompletedTask;
    private bool _unreachable;

    /// <summary>The revision of the present view; 0 before the first read.</summary>
    public long Revision => Volatile.Read(ref _view).Revision;

    /// <summary>False while the database cannot be read and the view may be out of date.</summary>
    public bool IsCurrent => !Volatile.Read(ref _unreachable);

    /// <summary>All tenants of the present view, suspended ones too, in no order.</summary>
    public IReadOnlyCollection<TenantSnapshot> Tenants => Volatile.Read(ref _view).Tenants.Values;

    /// <summary>Reads the first view, then keeps it current until the directory is disposed of.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        var timer = new PeriodicTimer(PollInterval, time);
        _polling = PollAsync(timer);
    }

    /// <summary>Brings the view up to date now, for whoever has just changed something.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Refresh_NeedsTurnAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>The key of a presented text. Constant-time in the secret; the same cost for a key that does not exist.</summary>
    public KeyLookup Find(ReadOnlySpan<char> presented)
    {
        Span<byte> hash = stackalloc byte[KeyText.HashLength];
        KeyText.Hash(presented, hash);
        var entry = KeyText.TryReadId(presented, out var id) ? Volatile.Read(ref _view).FindKey(id) : null;
        if (!CryptographicOperations.FixedTimeEquals(hash, entry?.Hash ?? Nobody) || entry is null)
        {
            return new KeyLookup(null, KeyRefusal.Unknown);
        }

        return new KeyLookup(entry, RefusalOf(entry));
    }

    /// <summary>The tenant, or null.</summary>
    public TenantSnapshot? Find(TenantId tenant) => Volatile.Read(ref _view).Tenants.GetValueOrDefault(tenant);

    /// <summary>The tenant of that name, or null.</summary>
    public TenantSnapshot? Find(TenantName name) => Volatile.Read(ref _view).ByName.GetValueOrDefault(name);

    /// <summary>Stops asking.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _polling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _refreshing.Dispose();
    }

    private KeyRefusal RefusalOf(KeyEntry entry) => entry switch
    {
        { Key.Revoked: not null } => KeyRefusal.Revoked,
        { Tenant.Tenant.State: not TenantState.Active } => KeyRefusal.TenantSuspended,
        { Key.Expires: { } expires } when expires <= time.GetUtcNow() => KeyRefusal.Expired,
        _ => KeyRefusal.None,
    };

    private async Task PollAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                try
                {
                    await RefreshAsync(_stop.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    if (!_unreachable)
                    {
                        LogUnreachable(e);
                    }

                    Volatile.Write(ref _unreachable, true);
                }
            }
        }
    }

    private async Task Refresh_NeedsTurnAsync(CancellationToken cancellationToken)
    {
        var view = _view;
        var revision = await source.ReadRevisionAsync(cancellationToken).ConfigureAwait(false);
        if (revision != view.Revision)
        {
            // A smaller revision is another database under the same name: nothing of the old view holds.
            var after = revision > view.Revision ? view.Revision : 0;
            var changes = await source.ReadChangesAsync(after, cancellationToken).ConfigureAwait(false);
            var changed = changes.Tenants.ToDictionary(record => record.Tenant.Id, record => ToSnapshot(record, view));
            foreach (var (id, damage) in changes.Damaged)
            {
                LogDamaged(damage, id);
                vaults.Close(id);
                changed[id] = null;
            }

            foreach (var snapshot in changed.Values.OfType<TenantSnapshot>())
            {
                // Before anybody calls: sealing a record takes no I/O.
                await TenantVaults.EnsureRecordKeysAsync(snapshot.Vault, cancellationToken).ConfigureAwait(false);
            }

            Volatile.Write(ref _view, view.With(changes.Revision, changed, keepOthers: after > 0));
        }

        if (_unreachable)
        {
            LogReachable();
            Volatile.Write(ref _unreachable, false);
        }
    }

    private TenantSnapshot? ToSnapshot(TenantRecord record, DirectoryView view)
    {
        var id = record.Tenant.Id;
        if (record.Tenant.State == TenantState.Deleted || record.WrappedKey is null)
        {
            vaults.Close(id);
            return null;
        }

        try
        {
            return new TenantSnapshot(record, vaults.Open(id, record.WrappedKey), view.Tenants.GetValueOrDefault(id));
        }
        catch (CryptographicException e)
        {
            // One tenant's damaged rows must not stop the others; its own keys are unknown until it is repaired.
            LogDamaged(e, id);
            return null;
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "The database cannot be read; the last known tenants and keys stay in force until it can")]
    private partial void LogUnreachable(Exception exception);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Information, Message = "The database can be read again")]
    private partial void LogReachable();

    [LoggerMessage(EventId = 1103, Level = LogLevel.Error, Message = "A tenant's key, policy or other rows cannot be read; its API keys are refused")]
    private partial void LogDamaged(Exception exception, TenantId tenant);
}
