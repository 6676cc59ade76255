namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>OpenAI's chunking strategy: <c>auto</c>, or <c>static</c> with sizes.</summary>
internal sealed record ChunkingObject(string Type, StaticChunking? Static = null);
