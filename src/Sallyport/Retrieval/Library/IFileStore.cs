using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>
/// Keeps tenants' files, sealed, and apart from them the files' keys, wrapped. What reads a tenant's rows takes its vault. Implementations are safe for
/// concurrent use by several processes.
/// </summary>
public interface IFileStore
{
    /// <summary>Keeps the key and begins the file, which nobody sees before <see cref="CompleteAsync"/>.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="file">The file; its length and purpose are not known yet.</param>
    /// <param name="wrappedKey">The file's key under the vault's.</param>
    /// <param name="deadline">From when on the upload counts as torn, unless it is extended.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where the tenant is gone.</returns>
    Task<bool> BeginAsync(TenantVault vault, SealedFile file, byte[] wrappedKey, DateTimeOffset deadline, CancellationToken cancellationToken);

    /// <summary>Adds the next part.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="file">The file, which is being uploaded.</param>
    /// <param name="part">The part's number.</param>
    /// <param name="content">The part, sealed.</param>
    /// <param name="bytes">How many bytes of the file it holds; they count towards what the tenant keeps from now on.</param>
    /// <param name="most">How many bytes the tenant may keep, each file with its <see cref="FileLibrary.FileWeight"/>, those of other uploads under way included; null for no limit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where that would be exceeded; then nothing was added.</returns>
    Task<bool> WritePartAsync(TenantVault vault, FileId file, long part, byte[] content, long bytes, long? most, CancellationToken cancellationToken);

    /// <summary>Moves the deadline of an upload.</summary>
    /// <returns>False where the upload is no longer there.</returns>
    Task<bool> ExtendAsync(TenantVault vault, FileId file, DateTimeOffset deadline, CancellationToken cancellationToken);

    /// <summary>Makes the file visible, whole.</summary>
    /// <returns>False where the upload is no longer there.</returns>
    Task<bool> CompleteAsync(TenantVault vault, FileId file, string purpose, long bytes, CancellationToken cancellationToken);

    /// <summary>A whole file, or null.</summary>
    Task<SealedFile?> FindAsync(TenantVault vault, FileId file, CancellationToken cancellationToken);

    /// <summary>Those of these files that are there and whole.</summary>
    Task<IReadOnlyList<SealedFile>> FindAllAsync(TenantVault vault, IReadOnlyCollection<FileId> files, CancellationToken cancellationToken);

    /// <summary>Whole files, by their ids.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="purpose">Of this purpose only; null for all.</param>
    /// <param name="window">Which stretch.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Listing<SealedFile>> ListAsync(TenantVault vault, string? purpose, ListWindow<FileId> window, CancellationToken cancellationToken);

    /// <summary>A part of a whole file, or null.</summary>
    Task<byte[]?> ReadPartAsync(TenantVault vault, FileId file, long part, CancellationToken cancellationToken);

    /// <summary>The wrapped keys of these files; of a deleted one there is none.</summary>
    Task<IReadOnlyDictionary<FileId, byte[]>> ReadKeysAsync(TenantVault vault, IReadOnlyCollection<FileId> files, CancellationToken cancellationToken);

    /// <summary>Destroys the file's key, and notes what is left to do until <see cref="ForgetDeletionAsync"/>.</summary>
    /// <returns>Null where there is no such file, or its key is destroyed already.</returns>
    Task<FileDeletion?> DestroyKeyAsync(TenantVault vault, FileId file, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Removes the rows of a file whose key is destroyed: its content, and what vector stores hold of it. May be called twice.</summary>
    Task RemoveAsync(TenantId tenant, FileId file, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Forgets a deletion that is done.</summary>
    Task ForgetDeletionAsync(TenantId tenant, FileId file, CancellationToken cancellationToken);

    /// <summary>Deletions that are not done and that nobody is about to finish, of all tenants: it needs no vault, since it reads no content.</summary>
    Task<IReadOnlyList<FileDeletion>> ListDeletionsAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Destroys the keys of uploads whose deadline is over, of all tenants, as <see cref="DestroyKeyAsync"/> does; an upload that was done but for its last step is completed instead. Then
    /// removes what deleted tenants have left.
    /// </summary>
    Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
