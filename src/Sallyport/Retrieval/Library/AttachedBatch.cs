namespace Sallyport.Retrieval.Library;

/// <summary>What attaching files together came to. Immutable.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Labels">The labels that each of its files has now, those that it kept too.</param>
public sealed record AttachedBatch(FileBatch Batch, IReadOnlyDictionary<FileId, IReadOnlyList<string>> Labels);
