namespace Sallyport.Ledger;

/// <summary>What became of an append.</summary>
/// <param name="Index">The entry's place in its tenant's ledger, from 0; null when it was batched, since its place is decided at commit.</param>
public readonly record struct LedgerReceipt(long? Index);
