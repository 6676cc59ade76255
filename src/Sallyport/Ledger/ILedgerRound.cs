using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>One transaction over the heads of several ledgers, which nobody else moves until it ends. Disposing without a commit leaves everything as it was.</summary>
public interface ILedgerRound : IAsyncDisposable
{
    /// <summary>How many unclean stops the store knows of.</summary>
    long UncleanStops { get; }

    /// <summary>The head of each tenant the round was begun for; empty heads for ledgers that are not there yet.</summary>
    IReadOnlyDictionary<TenantId, LedgerHead> Heads { get; }

    /// <summary>The leaf hash at an index, or null where there is no entry. Only for tenants of this round.</summary>
    ValueTask<byte[]?> ReadLeafHashAsync(TenantId tenant, long index, CancellationToken cancellationToken);

    /// <summary>Makes all appends durable, or none. Called once. After an exception it may be unknown which.</summary>
    ValueTask CommitAsync(IReadOnlyList<LedgerAppend> appends, CancellationToken cancellationToken);
}
