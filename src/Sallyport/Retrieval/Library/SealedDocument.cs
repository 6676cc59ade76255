namespace Sallyport.Retrieval.Library;

/// <summary>A document of a vector store that changed.</summary>
/// <param name="File">Its file.</param>
/// <param name="Revision">The vector store's at its last change.</param>
/// <param name="SealedHead">Attributes and labels, under the file's own key; null where the document is no longer there.</param>
/// <param name="Chunks">Its chunks without their texts, in order.</param>
public sealed record SealedDocument(FileId File, long Revision, byte[]? SealedHead, IReadOnlyList<SealedChunk> Chunks);
