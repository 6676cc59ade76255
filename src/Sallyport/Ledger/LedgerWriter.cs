// How an entry gets to the disk:
// 1. AppendAsync writes it on the caller's thread, all but its index, and queues it. A full queue makes the caller wait.
// 2. One loop takes what is queued, of all tenants, locks their heads, gives places, hashes, and commits once.
//    It lingers for company only while nobody waits for the disk.
// 3. When a commit fails, callers that wait for the disk are told; entries that were accepted as batched are kept and tried
//    again until the store takes them, and meanwhile nobody is accepted but who tells of what has already happened.
//    A commit that takes too long counts as failing until it ends.
// It can't save batched entries from a crash of the process: the store's mark makes the next start say so.
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>Appends to the ledgers of all tenants with one commit for many. Safe for concurrent use; one per process and store is enough.</summary>
public sealed partial class LedgerWriter : IAsyncDisposable
{
    private readonly ILedgerStore _store;
    private readonly LedgerWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EntryQueue _queue;
    private readonly List<PendingEntry> _round = [];
    private readonly CancellationTokenSource _closing = new();
    private Task _loop = Task.CompletedTask;
    private Exception? _broken;
    private Doubt? _doubt;
    private int _closed;

    private LedgerWriter(ILedgerStore store, LedgerWriterOptions options, TimeProvider time, ILogger logger)
    {
        _store = store;
        _options = options;
        _time = time;
        _logger = logger;
        _queue = new EntryQueue(options.QueueEntries, options.QueueBytes, options.RoundEntries);
    }

    /// <summary>Whether accepted entries wait for a store that fails. Appends are refused meanwhile, but for those that are owed.</summary>
    public bool IsBroken => Volatile.Read(ref _broken) is not null;

    /// <summary>Opens the writer, and counts an unclean stop when the one before of this name did not close.</summary>
    public static async Task<LedgerWriter> OpenAsync(
        ILedgerStore store, LedgerWriterOptions options, TimeProvider time, ILogger<LedgerWriter>? logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var writer = new LedgerWriter(store, options, time, logger ?? NullLogger<LedgerWriter>.Instance);
        if (options.Name is not null
            && await store.OpenWriterAsync(options.Name, writer.Now(), cancellationToken).ConfigureAwait(false))
        {
            writer.LogUncleanStop(options.Name);
        }

        writer._loop = Task.Run(writer.RunAsync, CancellationToken.None);
        return writer;
    }

    /// <summary>Appends an entry.</summary>
    /// <param name="tenant">Whose ledger.</param>
    /// <param name="draft">What to record; not to be changed afterwards.</param>
    /// <param name="durability">When the append counts as done.</param>
    /// <param name="cancellationToken">Gives up waiting. An entry that has left the line is appended all the same.</param>
    /// <exception cref="LedgerUnavailableException">The entry was not accepted, or, when strict, is not known to be durable.</exception>
    /// <exception cref="ArgumentException">The draft is malformed or larger than 64 KB.</exception>
    public ValueTask<LedgerReceipt> AppendAsync(TenantId tenant, LedgerDraft draft, Durability durability, CancellationToken cancellationToken) =>
        AppendAsync(tenant, draft, durability, opensEpoch: false, cancellationToken);

    /// <summary>Opens a new epoch of a ledger with this entry, strictly.</summary>
    internal ValueTask<LedgerReceipt> OpenEpochAsync(TenantId tenant, LedgerDraft draft, CancellationToken cancellationToken) =>
        AppendAsync(tenant, draft, Durability.Strict, opensEpoch: true, cancellationToken);

    /// <summary>Writes what was accepted, clears the mark and closes. When the store keeps failing the mark stays, so that the next start tells of it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 1)
        {
            return;
        }

        _queue.Close();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        if (_options.Name is not null && !IsBroken)
        {
            try
            {
                await _store.CloseWriterAsync(_options.Name, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                LogMarkStays(error);
            }
        }

        _closing.Dispose();
    }

    private ValueTask<LedgerReceipt> AppendAsync(
        TenantId tenant, LedgerDraft draft, Durability durability, bool opensEpoch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (durability != Durability.Owed && Volatile.Read(ref _broken) is { } broken)
        {
            throw Unavailable(broken);
        }

        var entry = PendingEntry.Write(tenant, draft, Now(), durability, opensEpoch);
        var queued = _queue.AddAsync(entry, cancellationToken);
        return queued.IsCompletedSuccessfully && !entry.IsStrict
            ? new ValueTask<LedgerReceipt>(default(LedgerReceipt))
            : new ValueTask<LedgerReceipt>(FinishAsync(entry, queued, cancellationToken));
    }

    private static async Task<LedgerReceipt> FinishAsync(PendingEntry entry, ValueTask queued, CancellationToken cancellationToken)
    {
        await queued.ConfigureAwait(false);
        return await entry.Durable.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (await _queue.WaitAsync().ConfigureAwait(false))
        {
            await LingerAsync().ConfigureAwait(false);
            _queue.Drain(_round, _options.RoundEntries, _options.RoundBytes);
            try
            {
                using var watch = new CommitWatch(_time, _options.Patience, NoticeSlow, ForgetSlow);
                await CommitAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                await RecoverAsync(error).ConfigureAwait(false);
            }
        }
    }

    // A store that hangs is as good as one that fails: nobody more is promised anything until the commit has ended, in whatever way.
    private void NoticeSlow()
    {
        var slow = new TimeoutException($"A commit has taken longer than {_options.Patience.TotalSeconds} s.");
        Volatile.Write(ref _broken, slow);
        LogSlow(slow);
    }

    private void ForgetSlow()
    {
        Volatile.Write(ref _broken, null);
        LogRecovered();
    }

    private async Task LingerAsync()
    {
        var urgent = _queue.Urgent;
        if (urgent.IsCompleted)
        {
            return;
        }

        using var enough = new CancellationTokenSource();
        await Task.WhenAny(urgent, Task.Delay(_options.Linger, _time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
    }

    // Commits what stands in _round and empties it. On an exception _round is as it was.
    private async Task CommitAsync()
    {
        if (_round.Count == 0)
        {
            return;
        }

        var tenants = new HashSet<TenantId>(_round.Select(static e => e.Tenant));
        if (_doubt is { } doubt)
        {
            tenants.Add(doubt.Tenant);
        }

        var round = await _store.BeginRoundAsync(tenants, CancellationToken.None).ConfigureAwait(false);
        await using (round.ConfigureAwait(false))
        {
            if (await WasCommittedAsync(round).ConfigureAwait(false))
            {
                _round.RemoveAll(static e => e.IsAttempted);
            }

            _doubt = null;
            if (_round.Count > 0)
            {
                await CommitAsync(round).ConfigureAwait(false);
            }
        }

        _doubt = null;
        _round.Clear();
    }

    private async Task CommitAsync(ILedgerRound round)
    {
        var builder = new RoundBuilder(Now());
        var appends = builder.Build(_round, round);
        _doubt = new Doubt(appends[0].Head.Tenant, appends[0].Rows[0].Index, appends[0].Rows[0].LeafHash);
        foreach (var entry in _round)
        {
            entry.IsAttempted = true;
        }

        await round.CommitAsync(appends, CancellationToken.None).ConfigureAwait(false);
        foreach (var (entry, index) in builder.Places)
        {
            entry.Complete(index);
        }
    }

    // A commit that failed may have gone through all the same, say when only its answer was lost. The round was one transaction, so its first leaf tells.
    private async ValueTask<bool> WasCommittedAsync(ILedgerRound round)
    {
        if (_doubt is not { } doubt)
        {
            return false;
        }

        var leaf = await round.ReadLeafHashAsync(doubt.Tenant, doubt.Index, CancellationToken.None).ConfigureAwait(false);
        return leaf is not null && leaf.AsSpan().SequenceEqual(doubt.LeafHash);
    }

    private async Task RecoverAsync(Exception error)
    {
        LogFailed(error);
        TellStrict(error);
        if (_round.Count == 0)
        {
            _doubt = null;
            return;
        }

        Volatile.Write(ref _broken, error);
        while (true)
        {
            TellQueued(error);
            await PauseAsync().ConfigureAwait(false);
            try
            {
                await CommitAsync().ConfigureAwait(false);
                break;
            }
            catch (Exception again) when (again is not OutOfMemoryException)
            {
                error = again;
                TellStrict(again);
                if (_closing.IsCancellationRequested)
                {
                    LogLost(_round.Count, again);
                    _round.Clear();
                    return;
                }
            }
        }

        Volatile.Write(ref _broken, null);
        LogRecovered();
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(_options.RetryAfter, _time, _closing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Closing: one last try, at once.
        }
    }

    // Those who wait in line or for the disk hear of it; what was accepted as batched is taken along.
    private void TellQueued(Exception error)
    {
        _queue.TurnAwayLine(Unavailable(error));
        _queue.Drain(_round, int.MaxValue, long.MaxValue);
        TellStrict(error);
    }

    private void TellStrict(Exception error)
    {
        foreach (var entry in _round.Where(static e => e.IsStrict))
        {
            entry.Fail(Unavailable(error));
        }

        _round.RemoveAll(static e => e.IsStrict);
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static LedgerUnavailableException Unavailable(Exception cause) => new("The ledger's store can't take entries now.", cause);

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = "The ledger's writer {Name} had stopped without closing; ledgers will say so")]
    private partial void LogUncleanStop(string name);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Error, Message = "A commit to the ledger failed")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Information, Message = "The ledger takes entries again")]
    private partial void LogRecovered();

    [LoggerMessage(EventId = 4104, Level = LogLevel.Critical, Message = "The ledger's store failed until the end: {Count} accepted entries are lost")]
    private partial void LogLost(int count, Exception error);

    [LoggerMessage(EventId = 4105, Level = LogLevel.Warning, Message = "The mark of the ledger's writer could not be cleared; the next start will tell of an unclean stop")]
    private partial void LogMarkStays(Exception error);

    [LoggerMessage(EventId = 4106, Level = LogLevel.Error, Message = "The ledger's store hangs; nothing is accepted until it answers")]
    private partial void LogSlow(Exception error);

    private sealed record Doubt(TenantId Tenant, long Index, byte[] LeafHash);
}
