using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>
/// Where ledgers are kept. Implementers owe: safety for concurrent callers and for other processes on the same store; rounds that are
/// atomic and durable when <see cref="ILedgerRound.CommitAsync"/> returns; reads that see committed rounds only. Their own exceptions
/// pass to the caller; the writer turns them into <see cref="LedgerUnavailableException"/>.
/// </summary>
public interface ILedgerStore
{
    /// <summary>Begins a round: locks the heads of these tenants, in an order that can't deadlock with another round.</summary>
    ValueTask<ILedgerRound> BeginRoundAsync(IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken);

    /// <summary>
    /// Marks a writer as open. A mark of that name which is still there means that it stopped without closing: one more unclean stop is counted.
    /// </summary>
    /// <param name="name">Names the node; one at a time may be open under it.</param>
    /// <param name="time">Unix milliseconds.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the writer before had stopped without closing.</returns>
    ValueTask<bool> OpenWriterAsync(string name, long time, CancellationToken cancellationToken);

    /// <summary>Clears a writer's mark.</summary>
    ValueTask CloseWriterAsync(string name, CancellationToken cancellationToken);

    /// <summary>The head of a ledger, or null when it has no entries.</summary>
    ValueTask<LedgerHead?> ReadHeadAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>The heads of all ledgers, or of those that have grown since their last checkpoint.</summary>
    ValueTask<IReadOnlyList<LedgerHead>> ReadHeadsAsync(bool grownOnly, CancellationToken cancellationToken);

    /// <summary>Entries from an index on, ascending.</summary>
    ValueTask<IReadOnlyList<LedgerRow>> ReadEntriesAsync(TenantId tenant, long first, int count, bool withPayloads, CancellationToken cancellationToken);

    /// <summary>The newest entries below an index, descending; of one kind when <paramref name="kind"/> is given.</summary>
    ValueTask<IReadOnlyList<LedgerRow>> ReadNewestAsync(TenantId tenant, long before, int count, string? kind, CancellationToken cancellationToken);

    /// <summary>The entries of an exchange, ascending, payloads included; at most 1,000.</summary>
    ValueTask<IReadOnlyList<LedgerRow>> FindExchangeAsync(TenantId tenant, string exchange, CancellationToken cancellationToken);

    /// <summary>Stored hashes one after another, 32 bytes each: leaf hashes at level 0, see <see cref="MerkleNode"/> above. Fewer where the tree ends.</summary>
    ValueTask<byte[]> ReadHashesAsync(TenantId tenant, int level, long first, int count, CancellationToken cancellationToken);

    /// <summary>Keeps a signed checkpoint and moves the head's checkpoint size to it. One of the same epoch and size is kept already: nothing changes.</summary>
    ValueTask AddCheckpointAsync(TenantId tenant, StoredCheckpoint checkpoint, CancellationToken cancellationToken);

    /// <summary>Checkpoints after an epoch and size, ascending by epoch, then size.</summary>
    ValueTask<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(TenantId tenant, long afterEpoch, long afterSize, int count, CancellationToken cancellationToken);

    /// <summary>The newest checkpoint, or null.</summary>
    ValueTask<StoredCheckpoint?> ReadLastCheckpointAsync(TenantId tenant, CancellationToken cancellationToken);
}
