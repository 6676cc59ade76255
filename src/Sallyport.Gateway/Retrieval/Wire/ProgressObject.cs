namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>How many of a file's chunks are ready.</summary>
internal sealed record ProgressObject(long ChunksDone, long ChunksTotal);
