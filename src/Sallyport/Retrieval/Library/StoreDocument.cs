namespace Sallyport.Retrieval.Library;

/// <summary>A document of a vector store, without its texts.</summary>
/// <param name="File">Its file.</param>
public sealed record StoreDocument(FileId File)
{
    /// <summary>Whether it is no longer there, or not yet again.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>By which searches are filtered.</summary>
    public IReadOnlyDictionary<string, AttributeValue> Attributes { get; init; } = new Dictionary<string, AttributeValue>();

    /// <summary>Only principals that are cleared for all of these find it.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Its chunks, in order.</summary>
    public IReadOnlyList<ChunkSigns> Chunks { get; init; } = [];

    // A record prints its members; attributes and labels are the tenant's.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(nameof(File)).Append(" = ").Append(File).Append(", ").Append(nameof(IsRemoved)).Append(" = ").Append(IsRemoved);
        return true;
    }
}
