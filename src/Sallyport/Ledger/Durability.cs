namespace Sallyport.Ledger;

/// <summary>When an append counts as done.</summary>
public enum Durability
{
    /// <summary>Once the entry is queued; it is durable within 50 ms, and a crash in between is told by a <see cref="LedgerKinds.UncleanStop"/> entry.</summary>
    Batched,

    /// <summary>Once the entry is on the disk (SQLite: <c>synchronous=FULL</c>).</summary>
    Strict,
}
