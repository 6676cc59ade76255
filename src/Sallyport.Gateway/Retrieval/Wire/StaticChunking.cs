namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>Sizes of a static chunking strategy, in tokens.</summary>
internal sealed record StaticChunking(int MaxChunkSizeTokens, int ChunkOverlapTokens);
