using Sallyport.Retrieval.Library;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>The right to work on an attached file for a while; nobody else has it meanwhile.</summary>
/// <param name="File">The file as it stood when it was claimed.</param>
/// <param name="Lease">Names this right; what is written under another one is refused.</param>
/// <param name="Attempt">How often it was claimed, this time included.</param>
public sealed record IngestionClaim(SealedStoreFile File, string Lease, long Attempt);
