using Sallyport.Ledger;

namespace Sallyport.Storage.Ledger;

/// <summary>A row of <c>ledger_entries</c>.</summary>
internal sealed record EntryRow(long EntryIndex, long Time, string Kind, string? ExchangeId, byte[] Body, byte[] LeafHash)
{
    public const string Columns = "entry_index, time, kind, exchange_id, body, leaf_hash";

    public LedgerRow ToRow(IReadOnlyList<SealedPayload> payloads) => new(EntryIndex, Time, Kind, ExchangeId, Body, LeafHash, payloads);
}
