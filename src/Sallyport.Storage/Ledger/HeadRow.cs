using Sallyport.Ledger;

namespace Sallyport.Storage.Ledger;

/// <summary>A row of <c>ledger_heads</c>.</summary>
internal sealed record HeadRow(string TenantId, long Size, byte[] Frontier, long Epoch, long UncleanStops, long CheckpointSize)
{
    public const string Columns = "tenant_id, size, frontier, epoch, unclean_stops, checkpoint_size";

    public LedgerHead ToHead() => new(Sallyport.Tenancy.TenantId.Parse(TenantId, null), Size, Frontier, Epoch, UncleanStops, CheckpointSize);
}
