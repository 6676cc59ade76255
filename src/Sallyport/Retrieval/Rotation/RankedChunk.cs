namespace Sallyport.Retrieval.Rotation;

/// <summary>A chunk that was ranked.</summary>
/// <param name="File">The document's file.</param>
/// <param name="Ordinal">The chunk's place in it.</param>
/// <param name="Product">The dot product of its vector with the question's.</param>
public readonly record struct RankedChunk(FileId File, int Ordinal, float Product);
