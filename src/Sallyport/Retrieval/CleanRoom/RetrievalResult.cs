namespace Sallyport.Retrieval.CleanRoom;

/// <summary>What came of a search. Its receipt is in the ledger before anybody sees this.</summary>
/// <param name="Receipt">Names the look.</param>
/// <param name="Chunks">What may be shown, best first.</param>
/// <param name="Withheld">How many chunks fitted and were kept back by a guard.</param>
public sealed record RetrievalResult(ReceiptId Receipt, IReadOnlyList<RetrievedChunk> Chunks, int Withheld);
