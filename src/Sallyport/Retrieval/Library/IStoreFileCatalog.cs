using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>
/// Keeps what is attached to vector stores, for whoever holds the tenant's vault. A change of what is found raises the vector store's revision in the same transaction. Implementations are
/// safe for concurrent use by several processes.
/// </summary>
public interface IStoreFileCatalog
{
    /// <summary>Attaches files, all or none, to be ingested. One that is attached already begins anew.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="store">The vector store.</param>
    /// <param name="batch">A new batch that they belong to, or null.</param>
    /// <param name="files">The files, in progress; none twice.</param>
    /// <param name="takenOver">For each file that keeps its labels, the head that they were read from; null where it was not attached.</param>
    /// <param name="most">The most files that the vector store may have.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<AttachResult> AttachAsync(
        TenantVault vault,
        VectorStoreId store,
        FileBatchId? batch,
        IReadOnlyList<SealedStoreFile> files,
        IReadOnlyDictionary<FileId, byte[]?> takenOver,
        int most,
        DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>Attaches a tenant's sentinel, to be ingested; one that failed begins anew. It counts neither as a file of the vector store nor as a use of it.</summary>
    /// <returns>False where it is attached already, or where the file or the vector store is gone or has expired.</returns>
    Task<bool> PlantAsync(TenantVault vault, SealedStoreFile sentinel, CancellationToken cancellationToken);

    /// <summary>The sealed heads of those of some files that are attached.</summary>
    Task<IReadOnlyDictionary<FileId, byte[]>> ReadHeadsAsync(TenantVault vault, VectorStoreId store, IReadOnlyCollection<FileId> files, CancellationToken cancellationToken);

    /// <summary>An attached file, or null.</summary>
    Task<SealedStoreFile?> FindAsync(TenantVault vault, VectorStoreId store, FileId file, CancellationToken cancellationToken);

    /// <summary>Attached files, by the time of attaching.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="store">The vector store.</param>
    /// <param name="batch">Of this batch only; null for all.</param>
    /// <param name="state">In this state only; null for all.</param>
    /// <param name="window">Which stretch.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Listing<SealedStoreFile>> ListAsync(
        TenantVault vault, VectorStoreId store, FileBatchId? batch, StoreFileState? state, ListWindow<FileId> window, CancellationToken cancellationToken);

    /// <summary>Files of all the tenant's vector stores whose ingestion failed, in an order that stays the same.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="after">Those behind this one; null for the first.</param>
    /// <param name="most">The most of one answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<SealedStoreFile>> ListFailedAsync(TenantVault vault, SealedStoreFile? after, int most, CancellationToken cancellationToken);

    /// <summary>Puts files whose ingestion failed back to be ingested, as if they were new.</summary>
    /// <returns>How many: those that are still attached, and failed still.</returns>
    Task<int> RetryAsync(TenantVault vault, IReadOnlyCollection<SealedStoreFile> files, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Replaces attributes and labels, if they are still those of the head that was read.</summary>
    /// <returns>False where they are others, or the file is not attached.</returns>
    Task<bool> ChangeAsync(TenantVault vault, VectorStoreId store, FileId file, byte[] readHead, byte[] sealedHead, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Removes a file's chunks from the vector store. The file stays.</summary>
    /// <returns>False where it is not attached.</returns>
    Task<bool> DetachAsync(TenantVault vault, VectorStoreId store, FileId file, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>A batch, or null.</summary>
    Task<FileBatch?> FindBatchAsync(TenantVault vault, VectorStoreId store, FileBatchId batch, CancellationToken cancellationToken);

    /// <summary>Cancels those files of a batch that are in progress.</summary>
    /// <returns>False where there is no such batch.</returns>
    Task<bool> CancelBatchAsync(TenantVault vault, VectorStoreId store, FileBatchId batch, CancellationToken cancellationToken);

    /// <summary>What has changed behind a revision, in order, as much as fits into one answer.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="store">The vector store.</param>
    /// <param name="after">The revision that is known.</param>
    /// <param name="isFirstLoad">Whether the asker began with nothing, just now: it misses no removal that is forgotten, since it knows nothing older.</param>
    /// <param name="missingIn">To be given only vectors of chunks that have no row in this space of rotated vectors; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where there is no such vector store.</returns>
    Task<SealedChanges?> ReadChangesAsync(TenantVault vault, VectorStoreId store, long after, bool isFirstLoad, string? missingIn, CancellationToken cancellationToken);

    /// <summary>Texts of completed files' chunks; those that are not there are left out.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="places">Which chunks, none twice; at most some hundreds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyDictionary<ChunkPlace, SealedChunk>> ReadTextsAsync(TenantVault vault, IReadOnlyCollection<ChunkPlace> places, CancellationToken cancellationToken);

    /// <summary>Texts of a completed file's chunks from an ordinal on, in order.</summary>
    Task<IReadOnlyList<SealedChunk>> ListTextsAsync(TenantVault vault, VectorStoreId store, FileId file, long from, int most, CancellationToken cancellationToken);
}
