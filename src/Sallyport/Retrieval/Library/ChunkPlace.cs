namespace Sallyport.Retrieval.Library;

/// <summary>Which chunk of a tenant's.</summary>
/// <param name="Store">The vector store.</param>
/// <param name="File">The file.</param>
/// <param name="Ordinal">Its position among the document's chunks, from 0.</param>
public readonly record struct ChunkPlace(VectorStoreId Store, FileId File, long Ordinal);
