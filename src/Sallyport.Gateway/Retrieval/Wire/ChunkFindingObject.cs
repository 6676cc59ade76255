namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>Something that was found in a chunk; the place is in its text, in UTF-16 code units.</summary>
internal sealed record ChunkFindingObject(string Kind, int Start, int End, float Score, string Detector);
