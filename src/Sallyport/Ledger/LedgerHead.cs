using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>Where a tenant's ledger stands.</summary>
/// <param name="Tenant">Whose ledger.</param>
/// <param name="Size">Number of entries.</param>
/// <param name="Frontier">32 bytes for each set bit of the size: the roots of the complete subtrees it falls into, largest first.</param>
/// <param name="Epoch">1, and one more each time a backup was restored.</param>
/// <param name="UncleanStops">How many of the store's unclean stops this ledger has told of.</param>
/// <param name="CheckpointSize">The size at the last signed checkpoint; 0 before the first.</param>
public sealed record LedgerHead(TenantId Tenant, long Size, byte[] Frontier, long Epoch, long UncleanStops, long CheckpointSize)
{
    /// <summary>The head of a ledger without entries.</summary>
    /// <param name="tenant">Whose ledger.</param>
    /// <param name="uncleanStops">The store's count of unclean stops, none of which concern a ledger that was not there.</param>
    public static LedgerHead Empty(TenantId tenant, long uncleanStops) => new(tenant, 0, [], 1, uncleanStops, 0);
}
