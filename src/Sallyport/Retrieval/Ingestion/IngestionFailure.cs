using Sallyport.Retrieval.Library;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>A document can't be ingested.</summary>
/// <param name="Error">What whoever attached it is told.</param>
/// <param name="IsFinal">Whether another attempt would meet the same.</param>
internal sealed record IngestionFailure(IngestionError Error, bool IsFinal);
