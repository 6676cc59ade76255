namespace Sallyport.Retrieval.Index;

/// <summary>Changes of a vector store's documents.</summary>
/// <param name="Revision">The revision up to which an index has every change, once it has these; no less than that of the batch before.</param>
/// <param name="Documents">Documents that are new or changed. Some thousands of chunks at once serve an index best.</param>
/// <param name="Removed">Documents that are gone.</param>
internal sealed record IndexBatch(long Revision, IReadOnlyCollection<DocumentEntry> Documents, IReadOnlyCollection<FileId> Removed);
