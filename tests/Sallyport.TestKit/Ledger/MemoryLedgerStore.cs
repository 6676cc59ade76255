using Sallyport.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.TestKit.Ledger;

/// <summary>A store in memory that tests can make fail, before or after it has really committed.</summary>
public sealed class MemoryLedgerStore : ILedgerStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, Kept> _ledgers = [];
    private readonly HashSet<string> _writers = [];
    private long _uncleanStops;
    private Task _lastRound = Task.CompletedTask;

    /// <summary>Called before a commit takes effect; may throw or block.</summary>
    public Func<Task>? BeforeCommit { get; set; }

    /// <summary>Called after a commit took effect; may throw.</summary>
    public Func<Task>? AfterCommit { get; set; }

    /// <summary>Entries of each commit so far.</summary>
    public List<int> Commits { get; } = [];

    /// <summary>Replaces an entry's bytes in place, as a thief of the database would.</summary>
    public void Tamper(TenantId tenant, int index, Func<LedgerRow, LedgerRow> change) =>
        _ledgers[tenant].Rows[index] = change(_ledgers[tenant].Rows[index]);

    /// <summary>Cuts a ledger back, as restoring an old copy of the database would.</summary>
    public void Rewind(TenantId tenant, LedgerHead to)
    {
        var kept = _ledgers[tenant];
        kept.Rows.RemoveRange((int)to.Size, kept.Rows.Count - (int)to.Size);
        kept.Nodes.RemoveAll(n => (n.Index + 1) << (8 * n.Level) > to.Size);
        kept.Checkpoints.RemoveAll(c => c.Size > to.Size);
        kept.Head = to;
    }

    public async ValueTask<ILedgerRound> BeginRoundAsync(IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_lock)
        {
            before = _lastRound;
            _lastRound = ended.Task;
        }

        await before.WaitAsync(cancellationToken);
        return new Round(this, tenants, ended);
    }

    public ValueTask<bool> OpenWriterAsync(string name, long time, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var unclean = !_writers.Add(name);
            _uncleanStops += unclean ? 1 : 0;
            return new(unclean);
        }
    }

    public ValueTask CloseWriterAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _writers.Remove(name);
            return default;
        }
    }

    public ValueTask<LedgerHead?> ReadHeadAsync(TenantId tenant, CancellationToken cancellationToken) =>
        new(Read(tenant, static k => k.Head));

    public ValueTask<IReadOnlyList<LedgerHead>> ReadHeadsAsync(bool grownOnly, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. _ledgers.Values.Select(static k => k.Head).Where(h => !grownOnly || h.Size > h.CheckpointSize)]);
        }
    }

    public ValueTask<IReadOnlyList<LedgerRow>> ReadEntriesAsync(TenantId tenant, long first, int count, bool withPayloads, CancellationToken cancellationToken) =>
        new(Read<IReadOnlyList<LedgerRow>>(tenant, k => [.. k.Rows.Skip((int)first).Take(count).Select(r => withPayloads ? r : Bare(r))]) ?? []);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadNewestAsync(TenantId tenant, long before, int count, string? kind, CancellationToken cancellationToken) =>
        new(Read<IReadOnlyList<LedgerRow>>(
            tenant,
            k => [.. k.Rows.Where(r => r.Index < before && (kind is null || r.Kind == kind)).Reverse().Take(count).Select(Bare)]) ?? []);

    public ValueTask<IReadOnlyList<LedgerRow>> FindExchangeAsync(TenantId tenant, string exchange, CancellationToken cancellationToken) =>
        new(Read<IReadOnlyList<LedgerRow>>(tenant, k => [.. k.Rows.Where(r => r.Exchange == exchange).Take(1000)]) ?? []);

    public ValueTask<byte[]> ReadHashesAsync(TenantId tenant, int level, long first, int count, CancellationToken cancellationToken) =>
        new(Read<byte[]>(
            tenant,
            k => level == 0
                ? [.. k.Rows.Skip((int)first).Take(count).SelectMany(static r => r.LeafHash)]
                : [.. k.Nodes.Where(n => n.Level == level && n.Index >= first && n.Index < first + count).OrderBy(static n => n.Index).SelectMany(static n => n.Hash)]) ?? []);

    public ValueTask AddCheckpointAsync(TenantId tenant, StoredCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var kept = _ledgers[tenant];
            if (!kept.Checkpoints.Exists(c => c.Epoch == checkpoint.Epoch && c.Size == checkpoint.Size))
            {
                kept.Checkpoints.Add(checkpoint);
                kept.Head = kept.Head with { CheckpointSize = Math.Max(kept.Head.CheckpointSize, checkpoint.Size) };
            }

            return default;
        }
    }

    public ValueTask<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(
        TenantId tenant, long afterEpoch, long afterSize, int count, CancellationToken cancellationToken) =>
        new(Read<IReadOnlyList<StoredCheckpoint>>(
            tenant,
            k => [.. Ordered(k).Where(c => (c.Epoch, c.Size).CompareTo((afterEpoch, afterSize)) > 0).Take(count)]) ?? []);

    public ValueTask<StoredCheckpoint?> ReadLastCheckpointAsync(TenantId tenant, CancellationToken cancellationToken) =>
        new(Read(tenant, static k => Ordered(k).LastOrDefault()));

    private static IEnumerable<StoredCheckpoint> Ordered(Kept kept) => kept.Checkpoints.OrderBy(static c => (c.Epoch, c.Size));

    private static LedgerRow Bare(LedgerRow row) => row with { Payloads = [] };

    private T? Read<T>(TenantId tenant, Func<Kept, T> read)
    {
        lock (_lock)
        {
            return _ledgers.TryGetValue(tenant, out var kept) ? read(kept) : default;
        }
    }

    private sealed class Kept(LedgerHead head)
    {
        public LedgerHead Head { get; set; } = head;

        public List<LedgerRow> Rows { get; } = [];

        public List<MerkleNode> Nodes { get; } = [];

        public List<StoredCheckpoint> Checkpoints { get; } = [];
    }

    private sealed class Round(MemoryLedgerStore store, IReadOnlyCollection<TenantId> tenants, TaskCompletionSource ended) : ILedgerRound
    {
        public long UncleanStops { get; } = store._uncleanStops;

        public IReadOnlyDictionary<TenantId, LedgerHead> Heads { get; } =
            tenants.ToDictionary(static t => t, t => store.Read(t, static k => k.Head) ?? LedgerHead.Empty(t, store._uncleanStops));

        public ValueTask<byte[]?> ReadLeafHashAsync(TenantId tenant, long index, CancellationToken cancellationToken) =>
            new(store.Read(tenant, k => index < k.Rows.Count ? k.Rows[(int)index].LeafHash : null));

        public async ValueTask CommitAsync(IReadOnlyList<LedgerAppend> appends, CancellationToken cancellationToken)
        {
            if (store.BeforeCommit is { } before)
            {
                await before();
            }

            lock (store._lock)
            {
                foreach (var append in appends)
                {
                    if (!store._ledgers.TryGetValue(append.Head.Tenant, out var kept))
                    {
                        store._ledgers[append.Head.Tenant] = kept = new Kept(append.Head);
                    }

                    kept.Head = append.Head;
                    kept.Rows.AddRange(append.Rows);
                    kept.Nodes.AddRange(append.Nodes);
                }

                store.Commits.Add(appends.Sum(static a => a.Rows.Count));
            }

            if (store.AfterCommit is { } after)
            {
                await after();
            }
        }

        public ValueTask DisposeAsync()
        {
            ended.TrySetResult();
            return default;
        }
    }
}
