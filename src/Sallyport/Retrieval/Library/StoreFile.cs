using Sallyport.Retrieval.Chunking;

namespace Sallyport.Retrieval.Library;

/// <summary>A file that is attached to a vector store. Immutable.</summary>
public sealed record StoreFile
{
    /// <summary>The vector store.</summary>
    public required VectorStoreId Store { get; init; }

    /// <summary>The file.</summary>
    public required FileId File { get; init; }

    /// <summary>The batch it was attached in, or null.</summary>
    public FileBatchId? Batch { get; init; }

    /// <summary>How far it is.</summary>
    public required StoreFileState State { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public IngestionError? Error { get; init; }

    /// <summary>How it is cut.</summary>
    public required ChunkingStrategy Chunking { get; init; }

    /// <summary>By which searches are filtered. The tenant's content.</summary>
    public IReadOnlyDictionary<string, AttributeValue> Attributes { get; init; } = new Dictionary<string, AttributeValue>();

    /// <summary>Only principals that are cleared for all of these find it; empty for no such bound.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What its chunks take up; see <see cref="VectorStore.UsageBytes"/>.</summary>
    public long UsageBytes { get; init; }

    /// <summary>How many of its chunks are done.</summary>
    public long ChunksDone { get; init; }

    /// <summary>How many chunks it has; null until it has been read and cut.</summary>
    public long? ChunksTotal { get; init; }

    /// <summary>When it was attached, to the millisecond.</summary>
    public required DateTimeOffset Created { get; init; }

    // A record prints its members; attributes and labels are the tenant's.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(nameof(Store)).Append(" = ").Append(Store).Append(", ").Append(nameof(File)).Append(" = ").Append(File).Append(", ").Append(nameof(State)).Append(" = ").Append(State);
        return true;
    }
}
