namespace Sallyport.Ledger.Verification;

/// <summary>A proof document as it was read.</summary>
internal sealed record ExportedProof(long Index, string Entry, string Checkpoint, IReadOnlyList<byte[]> Path);
