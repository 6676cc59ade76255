namespace Sallyport.Gateway.Retrieval;

/// <summary>A route with the identifiers in its path, as the caller wrote them.</summary>
/// <param name="Route">The route.</param>
/// <param name="First">The file or vector store, or null.</param>
/// <param name="Second">The file or batch inside the store, or null.</param>
internal readonly record struct RetrievalTarget(RetrievalRoute Route, string? First = null, string? Second = null);
