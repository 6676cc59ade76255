namespace Sallyport.Retrieval.Index;

/// <summary>
/// Reads what changed in a vector store. A batch is taken over before the next is asked for, so its memory can be wiped then. Read from one state of the
/// database; the last batch has the store's revision in that state, and there is one even where nothing changed.
/// </summary>
/// <param name="key">Which index. The feed opens the tenant's keys itself, and throws where it has none.</param>
/// <param name="after">The revision that the index has; 0 for an empty one, which is shown every document.</param>
/// <param name="cancellationToken">Ends it.</param>
internal delegate IAsyncEnumerable<IndexBatch> IndexFeed(IndexKey key, long after, CancellationToken cancellationToken);
