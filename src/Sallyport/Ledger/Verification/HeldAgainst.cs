namespace Sallyport.Ledger.Verification;

/// <summary>A checkpoint that an export is held against.</summary>
/// <param name="Checkpoint">The checkpoint.</param>
/// <param name="IsHeld">Whether the auditor brought it, instead of the file.</param>
/// <param name="Consistency">The file's proof that the last checkpoint extends it; null in an export of the whole ledger.</param>
internal sealed record HeldAgainst(SignedCheckpoint Checkpoint, bool IsHeld, IReadOnlyList<byte[]>? Consistency);
