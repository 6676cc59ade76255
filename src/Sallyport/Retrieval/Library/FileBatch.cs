namespace Sallyport.Retrieval.Library;

/// <summary>Files that were attached to a vector store together. Immutable.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Store">The vector store.</param>
/// <param name="Created">When it was attached, to the millisecond.</param>
/// <param name="IsCancelled">Whether it was cancelled; what was done before stays.</param>
/// <param name="Counts">Its files by state; those that were detached since are not among them.</param>
public sealed record FileBatch(FileBatchId Id, VectorStoreId Store, DateTimeOffset Created, bool IsCancelled, FileCounts Counts);
