namespace Sallyport.Retrieval.Index;

/// <summary>A chunk as it is put into an index, which copies what it keeps: the memory stays the caller's, to wipe.</summary>
/// <param name="Ordinal">Its place among the document's chunks, 0 or more.</param>
/// <param name="Vector"><c>float[Dimensions]</c> of the index, finite; of length 1, or all zeros where the embedder could read nothing. Empty for an index without vectors.</param>
/// <param name="Terms">Its terms, each once, in any order.</param>
/// <param name="IsQuarantined">Whether it is kept out of every search: it is not indexed at all, so it shapes no score either.</param>
internal sealed record ChunkEntry(int Ordinal, ReadOnlyMemory<float> Vector, ReadOnlyMemory<TermCount> Terms, bool IsQuarantined);
