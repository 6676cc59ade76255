namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>A chunk of a store's file, for whoever keeps the store in order; all but <c>type</c> and <c>text</c> is ours.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Chunk">Its place, from 0.</param>
/// <param name="Heading">The headings above it, or null.</param>
/// <param name="Page">Its page, or null.</param>
/// <param name="Hidden">Whether a reader of the document doesn't see it.</param>
/// <param name="Quarantined">Whether no search finds it.</param>
/// <param name="Findings">What was found in it.</param>
internal sealed record ChunkObject(string Text, int Chunk, string? Heading, int? Page, bool Hidden, bool Quarantined, IReadOnlyList<ChunkFindingObject> Findings)
{
    public string Type { get; } = "text";
}
