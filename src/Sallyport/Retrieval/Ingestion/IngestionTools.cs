using Sallyport.Retrieval.Reading;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>What documents are made searchable by.</summary>
/// <param name="Reader">Reads them.</param>
/// <param name="Inspector">Looks for what must not be found.</param>
/// <param name="Embedders">By which embedder each tenant's chunks are embedded.</param>
public sealed record IngestionTools(DocumentReader Reader, ChunkInspector Inspector, TenantEmbedders Embedders);
