namespace Sallyport.Retrieval.Library;

/// <summary>A chunk as a store keeps it; everything sealed is under the file's own key.</summary>
/// <param name="Ordinal">Its position among the document's chunks, from 0.</param>
/// <param name="IsQuarantined">Whether it is kept out of searches.</param>
/// <param name="SealedText">Its text and what is known of it; empty where it was not asked for.</param>
/// <param name="SealedTerms">Its terms' keyed hashes; empty where they were not asked for.</param>
/// <param name="SealedVector">Its vector by the vector store's embedder; null where it has none or it was not asked for.</param>
public sealed record SealedChunk(long Ordinal, bool IsQuarantined, byte[] SealedText, byte[] SealedTerms, byte[]? SealedVector);
