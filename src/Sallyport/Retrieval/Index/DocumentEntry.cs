namespace Sallyport.Retrieval.Index;

/// <summary>A document as it is put into an index.</summary>
/// <param name="File">Its file; an index holds each once.</param>
/// <param name="Labels">Its labels; empty for none.</param>
/// <param name="Attributes">What searches are filtered by.</param>
/// <param name="Chunks">Its chunks, each ordinal once.</param>
internal sealed record DocumentEntry(
    FileId File, IReadOnlyList<string> Labels, IReadOnlyDictionary<string, AttributeValue> Attributes, IReadOnlyList<ChunkEntry> Chunks)
{
    /// <summary>The vector store's revision at the document's last change; 0 where there is no such store behind the index.</summary>
    public long Revision { get; init; }
}
