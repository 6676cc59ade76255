namespace Sallyport.Retrieval.Library;

/// <summary>A vector store as a catalog keeps it.</summary>
/// <param name="Id">Names it.</param>
/// <param name="SealedHead">Name and metadata, sealed in the tenant's vault.</param>
/// <param name="Created">When it was created.</param>
/// <param name="LastActive">When it was last searched or changed.</param>
/// <param name="ExpiresAfterDays">After how many days without activity it expires; null for never.</param>
/// <param name="Embedder">The embedder whose vectors it is searched by.</param>
/// <param name="Revision">Raised by every change of what is found in it.</param>
/// <param name="Counts">Its files by state.</param>
/// <param name="UsageBytes">What its chunks take up.</param>
public sealed record SealedVectorStore(
    VectorStoreId Id, byte[] SealedHead, DateTimeOffset Created, DateTimeOffset LastActive, int? ExpiresAfterDays, string Embedder, long Revision, FileCounts Counts, long UsageBytes);
