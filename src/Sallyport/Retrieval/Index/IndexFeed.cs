using Sallyport.Retrieval.Library;

namespace Sallyport.Retrieval.Index;

/// <summary>Reads what has changed in a vector store. The vectors and terms that it gives are the cache's, which wipes them.</summary>
/// <param name="key">Which index. The feed opens the tenant's keys itself, and throws where it has none.</param>
/// <param name="after">The revision that the index has; 0 for an empty one, which is shown every document and never told to start over.</param>
/// <param name="isFirstLoad">Whether this load began with an empty index: no page of it is told to start over for what was forgotten before.</param>
/// <param name="cancellationToken">Ends it.</param>
/// <returns>Null where there is no such store.</returns>
internal delegate Task<StoreChanges?> IndexFeed(IndexKey key, long after, bool isFirstLoad, CancellationToken cancellationToken);
