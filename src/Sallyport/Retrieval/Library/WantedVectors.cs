namespace Sallyport.Retrieval.Library;

/// <summary>Which vectors an index is given.</summary>
/// <param name="Embedder">Those by this embedder; a store that has others gives none. Null for whatever it has.</param>
/// <param name="Dimensions">Their length; 0 for none at all.</param>
/// <param name="MissingIn">Only those of chunks that have no row in this space of rotated vectors; null for all, and zeros where a chunk has none.</param>
internal sealed record WantedVectors(string? Embedder, int Dimensions, string? MissingIn = null);
