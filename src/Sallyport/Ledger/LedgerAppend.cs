namespace Sallyport.Ledger;

/// <summary>What one round adds to one tenant's ledger.</summary>
/// <param name="Head">The head after it; the rows begin at the size of the head that the round began with.</param>
/// <param name="Rows">The new entries, in order.</param>
/// <param name="Nodes">The stored nodes that they complete.</param>
public sealed record LedgerAppend(LedgerHead Head, IReadOnlyList<LedgerRow> Rows, IReadOnlyList<MerkleNode> Nodes);
