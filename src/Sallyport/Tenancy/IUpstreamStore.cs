namespace Sallyport.Tenancy;

/// <summary>
/// Keeps a tenant's upstreams, for whoever holds its vault. Every change raises the installation's revision in the same transaction.
/// Implementations are safe for concurrent use by several processes.
/// </summary>
public interface IUpstreamStore
{
    /// <summary>Adds an upstream, or replaces the one of its name where <paramref name="replace"/> is set.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="replace">Whether one of the same name gives way.</param>
    /// <param name="most">How many the tenant may have, this one included.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it is kept, and if not, why.</returns>
    Task<UpstreamPutResult> PutAsync(TenantVault vault, TenantUpstream upstream, bool replace, int most, CancellationToken cancellationToken);

    /// <summary>The tenant's upstreams in the order in which they were added.</summary>
    Task<IReadOnlyList<TenantUpstream>> ListAsync(TenantVault vault, CancellationToken cancellationToken);

    /// <summary>Removes an upstream with its credential.</summary>
    /// <returns>Whether it is removed, and if not, why.</returns>
    Task<UpstreamRemoveResult> RemoveAsync(TenantVault vault, string name, CancellationToken cancellationToken);
}
