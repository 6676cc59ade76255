using Sallyport.Retrieval.Chunking;

namespace Sallyport.Retrieval.Library;

/// <summary>An attached file as a catalog keeps it.</summary>
public sealed record SealedStoreFile
{
    /// <summary>The vector store.</summary>
    public required VectorStoreId Store { get; init; }

    /// <summary>The file.</summary>
    public required FileId File { get; init; }

    /// <summary>The batch it was attached in, or null.</summary>
    public FileBatchId? Batch { get; init; }

    /// <summary>How far it is.</summary>
    public required StoreFileState State { get; init; }

    /// <summary>How it is cut.</summary>
    public required ChunkingStrategy Chunking { get; init; }

    /// <summary>Attributes and labels, under the file's own key.</summary>
    public required byte[] SealedHead { get; init; }

    /// <summary>Why it failed, under the file's own key; null unless it did and its key was still there to say so.</summary>
    public byte[]? SealedError { get; init; }

    /// <summary>What its chunks take up.</summary>
    public long UsageBytes { get; init; }

    /// <summary>How many of its chunks are done.</summary>
    public long ChunksDone { get; init; }

    /// <summary>How many chunks it has; null until it has been cut.</summary>
    public long? ChunksTotal { get; init; }

    /// <summary>When it was attached.</summary>
    public required DateTimeOffset Created { get; init; }
}
