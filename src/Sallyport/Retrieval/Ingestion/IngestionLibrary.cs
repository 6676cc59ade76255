using Sallyport.Retrieval.Library;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>Where a worker's documents come from.</summary>
/// <param name="Files">Uploaded files.</param>
/// <param name="Keys">Their wrapped keys.</param>
/// <param name="Documents">What was ingested before.</param>
public sealed record IngestionLibrary(FileLibrary Files, IFileStore Keys, StoreDocuments Documents);
