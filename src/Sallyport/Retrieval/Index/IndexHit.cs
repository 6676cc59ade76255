namespace Sallyport.Retrieval.Index;

/// <summary>A chunk that was found.</summary>
/// <param name="File">The document's file.</param>
/// <param name="Ordinal">The chunk's place in it.</param>
/// <param name="Score">
/// 0 to 1, what the hits are ordered by. Under <see cref="SearchMode.Vector"/> the cosine, 0 where it is negative; under <see cref="SearchMode.Bm25"/> the share of what
/// a chunk could reach that holds the question's terms without end; under <see cref="SearchMode.Hybrid"/> the fused rank, 1 for the first by both, which tells
/// the order and not how near a chunk is.
/// </param>
/// <param name="Cosine">The dot product with the question's vector, -1 to 1; null where the search had none, or where vectors are ranked elsewhere and the chunk isn't among the best by them.</param>
/// <param name="Lexical">The score by words, 0 to 1, 0 where the chunk holds none of them; null where the search had no terms.</param>
internal readonly record struct IndexHit(FileId File, int Ordinal, float Score, float? Cosine, float? Lexical);
