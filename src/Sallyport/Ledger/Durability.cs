namespace Sallyport.Ledger;

/// <summary>When an append counts as done.</summary>
public enum Durability
{
    /// <summary>Once the entry is queued; it is durable within 50 ms, and a crash in between is told by a <see cref="LedgerKinds.UncleanStop"/> entry.</summary>
    Batched,

    /// <summary>
    /// As batched, but taken even while the store fails, and kept until the store has it: for what has already happened, such as the end of an
    /// answer that was let in while the store worked. Whoever uses it bounds how much there can be.
    /// </summary>
    Owed,

    /// <summary>Once the entry is on the disk (SQLite: <c>synchronous=FULL</c>).</summary>
    Strict,
}
