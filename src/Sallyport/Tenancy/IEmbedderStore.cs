namespace Sallyport.Tenancy;

/// <summary>
/// Keeps tenants' own embedding endpoints, for whoever holds the tenant's vault. Every change raises the installation's revision in the same transaction.
/// Implementations are safe for concurrent use by several processes.
/// </summary>
public interface IEmbedderStore
{
    /// <summary>Sets the tenant's endpoint, in place of the one before.</summary>
    /// <returns>What is kept; null where the tenant has no upstream of that name that speaks OpenAI's protocols.</returns>
    Task<TenantEmbedder?> PutAsync(TenantVault vault, EmbedderSettings settings, CancellationToken cancellationToken);

    /// <summary>The tenant's endpoint; null where the installation's embedder serves it.</summary>
    Task<TenantEmbedder?> FindAsync(TenantVault vault, CancellationToken cancellationToken);

    /// <summary>Has the tenant served by the installation's embedder again.</summary>
    /// <returns>False where it was already.</returns>
    Task<bool> RemoveAsync(TenantVault vault, CancellationToken cancellationToken);
}
