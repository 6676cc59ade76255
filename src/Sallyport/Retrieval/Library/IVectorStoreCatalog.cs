using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>Keeps tenants' vector stores, without what is in them, for whoever holds the tenant's vault. Implementations are safe for concurrent use by several processes.</summary>
public interface IVectorStoreCatalog
{
    /// <summary>Adds a vector store.</summary>
    /// <returns>False where the tenant is gone.</returns>
    Task<bool> AddAsync(TenantVault vault, SealedVectorStore store, CancellationToken cancellationToken);

    /// <summary>A vector store, or null.</summary>
    Task<SealedVectorStore?> FindAsync(TenantVault vault, VectorStoreId store, CancellationToken cancellationToken);

    /// <summary>The tenant's vector stores, by their ids.</summary>
    Task<Listing<SealedVectorStore>> ListAsync(TenantVault vault, ListWindow<VectorStoreId> window, CancellationToken cancellationToken);

    /// <summary>Replaces what a caller says of it.</summary>
    /// <returns>False where there is no such vector store.</returns>
    Task<bool> ChangeAsync(TenantVault vault, VectorStoreId store, byte[] sealedHead, int? expiresAfterDays, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Notes that it is in use, unless it was already after <paramref name="unlessSince"/>.</summary>
    Task TouchAsync(TenantVault vault, VectorStoreId store, DateTimeOffset now, DateTimeOffset unlessSince, CancellationToken cancellationToken);

    /// <summary>Removes it with all that is in it. The files stay.</summary>
    /// <returns>False where there is no such vector store.</returns>
    Task<bool> DeleteAsync(TenantVault vault, VectorStoreId store, CancellationToken cancellationToken);

    /// <summary>Empties those that have expired, and forgets removed documents' marks that are older than a day.</summary>
    /// <returns>Those that were emptied now.</returns>
    Task<IReadOnlyList<VectorStoreId>> PurgeAsync(TenantVault vault, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The tenants that have ever kept a file or vector store, deleted ones left out.</summary>
    Task<IReadOnlyList<TenantId>> ListTenantsAsync(CancellationToken cancellationToken);
}
