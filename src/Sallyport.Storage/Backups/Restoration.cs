namespace Sallyport.Storage.Backups;

/// <summary>A restore that the ledger has yet to be told of.</summary>
/// <param name="At">When it was made, Unix milliseconds; tells one restore from the next.</param>
/// <param name="From">What was restored.</param>
public sealed record Restoration(long At, string From);
