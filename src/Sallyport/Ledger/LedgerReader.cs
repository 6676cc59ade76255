using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>Reads one tenant's ledger. Opened with the tenant's vault, so that nobody reads it by a mistaken id, and sealed payloads can be opened.</summary>
public sealed class LedgerReader(ILedgerStore store, TenantVault vault)
{
    /// <summary>Whose ledger this is.</summary>
    public TenantId Tenant => vault.Tenant;

    /// <summary>Number of entries.</summary>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken) =>
        (await store.ReadHeadAsync(Tenant, cancellationToken).ConfigureAwait(false))?.Size ?? 0;

    /// <summary>The entries of an exchange, oldest first, payloads included; at most 1,000.</summary>
    /// <exception cref="InvalidDataException">A stored entry was changed.</exception>
    public async ValueTask<IReadOnlyList<LedgerEntry>> FindExchangeAsync(string exchange, CancellationToken cancellationToken) =>
        Read(await store.FindExchangeAsync(Tenant, exchange, cancellationToken).ConfigureAwait(false));

    /// <summary>Entries from an index on, oldest first.</summary>
    /// <exception cref="InvalidDataException">A stored entry was changed.</exception>
    public async ValueTask<IReadOnlyList<LedgerEntry>> ReadAsync(long first, int count, CancellationToken cancellationToken) =>
        Read(await store.ReadEntriesAsync(Tenant, first, count, withPayloads: true, cancellationToken).ConfigureAwait(false));

    /// <summary>The newest entries below an index, newest first.</summary>
    /// <param name="before">Only entries below it; null for the very newest.</param>
    /// <param name="count">Most entries.</param>
    /// <param name="kind">Only entries of this kind, or null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidDataException">A stored entry was changed.</exception>
    public async ValueTask<IReadOnlyList<LedgerEntry>> ReadNewestAsync(long? before, int count, string? kind, CancellationToken cancellationToken) =>
        Read(await store.ReadNewestAsync(Tenant, before ?? long.MaxValue, count, kind, cancellationToken).ConfigureAwait(false));

    /// <summary>The first signed checkpoint that covers an entry, or null where none does yet.</summary>
    public async ValueTask<StoredCheckpoint?> FindCheckpointAsync(long index, CancellationToken cancellationToken)
    {
        const int firstEpoch = 1;
        var found = await store.ReadCheckpointsAsync(Tenant, firstEpoch, index, 1, cancellationToken).ConfigureAwait(false);
        return found is [var checkpoint] ? checkpoint : null;
    }

    /// <summary>Opens a sealed payload of an entry. A look at content is to be ledgered by the caller.</summary>
    /// <returns>The payload, without its salt.</returns>
    /// <exception cref="RecordsShreddedException">The records of its month were erased.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Ciphertext or commitment were changed.</exception>
    public async ValueTask<byte[]> OpenPayloadAsync(SealedPayload payload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return (await payload.OpenAsync(vault, cancellationToken).ConfigureAwait(false))[SealedPayload.SaltLength..];
    }

    private static LedgerEntry[] Read(IReadOnlyList<LedgerRow> rows) => [.. rows.Select(LedgerEntry.Read)];
}
