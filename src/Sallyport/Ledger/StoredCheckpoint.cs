namespace Sallyport.Ledger;

/// <summary>A signed checkpoint as it is kept.</summary>
/// <param name="Epoch">The epoch it was signed in.</param>
/// <param name="Size">The size of the tree that it fixes.</param>
/// <param name="Time">When it was signed, Unix milliseconds.</param>
/// <param name="Note">The signed note (C2SP tlog-checkpoint).</param>
public sealed record StoredCheckpoint(long Epoch, long Size, long Time, string Note);
