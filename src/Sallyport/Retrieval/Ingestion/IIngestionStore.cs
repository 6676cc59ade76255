using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>
/// Hands out attached files to workers and takes what they make of them. Every write names the lease that it is made under, and is refused once that was lost, cancelled or
/// detached. Chunks are seen by nobody before their file is completed. Implementations are safe for concurrent use by several processes.
/// </summary>
public interface IIngestionStore
{
    /// <summary>
    /// Ends the claims that a process before has left, so that its files need not wait for them. Does nothing where several processes may work on one database.
    /// To be called by a server before it works, which has the data folder to itself.
    /// </summary>
    Task EndClaimsAsync(CancellationToken cancellationToken);

    /// <summary>The tenants that may have something to be ingested, or something that has no vectors by their embedder.</summary>
    /// <param name="standard">The embedder of tenants that have no endpoint of their own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<PendingTenant>> ListTenantsAsync(string standard, CancellationToken cancellationToken);

    /// <summary>Notes that nothing is left to do for a tenant, unless something is, or something was attached after <see cref="PendingTenant.Touched"/>.</summary>
    Task SettleAsync(TenantVault vault, PendingTenant tenant, string embedder, CancellationToken cancellationToken);

    /// <summary>Claims the file that has waited longest.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="lease">A new name for the right.</param>
    /// <param name="now">The time.</param>
    /// <param name="until">When the right ends, unless it is renewed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where none waits.</returns>
    Task<IngestionClaim?> ClaimAsync(TenantVault vault, string lease, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>As <see cref="ClaimAsync"/>, a completed file that has no vectors by this embedder.</summary>
    Task<IngestionClaim?> ClaimToEmbedAsync(TenantVault vault, string embedder, string lease, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Keeps the right longer.</summary>
    /// <returns>False where it is lost.</returns>
    Task<bool> RenewAsync(TenantVault vault, IngestionClaim claim, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Gives the right back.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="claim">The right.</param>
    /// <param name="notBefore">From when on somebody may claim the file.</param>
    /// <param name="isCounted">Whether this was an attempt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task ReleaseAsync(TenantVault vault, IngestionClaim claim, DateTimeOffset notBefore, bool isCounted, CancellationToken cancellationToken);

    /// <summary>Notes how many chunks there will be, and removes those of an earlier attempt.</summary>
    /// <returns>False where the right is lost.</returns>
    Task<bool> BeginAsync(TenantVault vault, IngestionClaim claim, long chunks, CancellationToken cancellationToken);

    /// <summary>Adds the next chunks, and keeps the right longer.</summary>
    /// <returns>False where the right is lost; then nothing was added.</returns>
    Task<bool> WriteAsync(TenantVault vault, IngestionClaim claim, IReadOnlyList<SealedChunk> chunks, string embedder, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Makes all of the file's chunks visible at once, and raises the vector store's revision.</summary>
    /// <returns>False where the right is lost.</returns>
    Task<bool> CompleteAsync(TenantVault vault, IngestionClaim claim, string embedder, long usageBytes, CancellationToken cancellationToken);

    /// <summary>Gives the file up, and removes what was written of it.</summary>
    /// <returns>False where the right is lost.</returns>
    Task<bool> FailAsync(TenantVault vault, IngestionClaim claim, byte[]? sealedError, CancellationToken cancellationToken);

    /// <summary>Adds vectors of a completed file by another embedder than its vector store's, and keeps the right longer.</summary>
    /// <returns>False where the right is lost; then nothing was added.</returns>
    Task<bool> WriteVectorsAsync(
        TenantVault vault, IngestionClaim claim, IReadOnlyList<SealedVector> vectors, string embedder, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Notes that the file has all its vectors by this embedder. With the last one of a vector store, that is searched by this embedder from now on.</summary>
    /// <returns>False where the right is lost.</returns>
    Task<bool> CompleteEmbeddingAsync(TenantVault vault, IngestionClaim claim, string embedder, CancellationToken cancellationToken);
}
