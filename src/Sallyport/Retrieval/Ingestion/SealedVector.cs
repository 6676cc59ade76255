namespace Sallyport.Retrieval.Ingestion;

/// <summary>A chunk's vector, under the file's own key.</summary>
/// <param name="Ordinal">The chunk.</param>
/// <param name="Box">The vector, sealed.</param>
public sealed record SealedVector(long Ordinal, byte[] Box);
