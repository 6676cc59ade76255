using Sallyport.Retrieval.Reading;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>What documents are made searchable by.</summary>
/// <param name="Reader">Reads them.</param>
/// <param name="Inspector">Looks for what must not be found.</param>
/// <param name="Embedder">Embeds their chunks.</param>
public sealed record IngestionTools(DocumentReader Reader, ChunkInspector Inspector, Embedder Embedder);
