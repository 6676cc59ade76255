namespace Sallyport.Ledger.Verification;

/// <summary>One fault.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Index">The entry it was found at, or the size of the checkpoint that does not hold; null where it concerns the file.</param>
/// <param name="Detail">In words; holds no content of entries.</param>
public sealed record LedgerFault(LedgerFaultKind Kind, long? Index, string Detail);
