using Sallyport.Retrieval.Index;

namespace Sallyport.Retrieval.Library;

/// <summary>What has changed in a vector store, opened, for an index to catch up.</summary>
/// <param name="Revision">All changes up to this one have been told; ask again from here.</param>
/// <param name="StartsOver">Whether what was known before holds no more: forget it, and read from 0. Then there are no documents here.</param>
/// <param name="HasMore">Whether more follows behind <paramref name="Revision"/>.</param>
/// <param name="Embedder">The embedder whose vectors these are; those of another one can't be compared with them.</param>
/// <param name="Present">Documents that came or changed, each as it stands now.</param>
/// <param name="Removed">Documents that are no longer there, or not yet again. None is in both lists.</param>
internal sealed record StoreChanges(
    long Revision, bool StartsOver, bool HasMore, string Embedder, IReadOnlyList<DocumentEntry> Present, IReadOnlyList<FileId> Removed);
