using Sallyport.Retrieval;
using Sallyport.Retrieval.Chunking;
using Sallyport.Retrieval.Library;

namespace Sallyport.Storage.Retrieval;

/// <summary>A row of <c>store_files</c>.</summary>
internal sealed record StoreFileRow(
    string StoreId,
    string FileId,
    string? BatchId,
    string State,
    long MaxTokens,
    long OverlapTokens,
    byte[] SealedHead,
    byte[]? SealedError,
    long UsageBytes,
    long ChunksDone,
    long? ChunksTotal,
    long Created)
{
    public const string Columns =
        "f.store_id, f.file_id, f.batch_id, f.state, f.max_tokens, f.overlap_tokens, f.sealed_head, f.sealed_error, f.usage_bytes, f.chunks_done, f.chunks_total, f.created";

    public SealedStoreFile ToFile() => new()
    {
        Store = VectorStoreId.Parse(StoreId, null),
        File = Sallyport.Retrieval.FileId.Parse(FileId, null),
        Batch = BatchId is null ? null : FileBatchId.Parse(BatchId, null),
        State = StateText.Parse(State),
        Chunking = ChunkingStrategy.Static((int)MaxTokens, (int)OverlapTokens),
        SealedHead = SealedHead,
        SealedError = SealedError,
        UsageBytes = UsageBytes,
        ChunksDone = ChunksDone,
        ChunksTotal = ChunksTotal,
        Created = DateTimeOffset.FromUnixTimeMilliseconds(Created),
    };
}
