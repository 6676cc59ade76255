namespace Sallyport.Retrieval.Library;

/// <summary>What has changed in a vector store, in order.</summary>
/// <param name="Revision">All changes up to this one have been told, by this answer and those before it.</param>
/// <param name="StartsOver">Whether what was known before holds no more: forget it, and read from 0. Then there are no documents here.</param>
/// <param name="HasMore">Whether more follows behind <paramref name="Revision"/>.</param>
/// <param name="Embedder">The embedder whose vectors these are.</param>
/// <param name="Documents">The documents that changed, each as it stands now.</param>
public sealed record SealedChanges(long Revision, bool StartsOver, bool HasMore, string Embedder, IReadOnlyList<SealedDocument> Documents);
