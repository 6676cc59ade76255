namespace Sallyport.Tenancy;

/// <summary>
/// Keeps a tenant's exemplars, for whoever holds its vault. Every change raises the installation's revision in the same transaction.
/// Implementations are safe for concurrent use by several processes.
/// </summary>
public interface IExemplarStore
{
    /// <summary>Adds an exemplar, and removes those that had expired when it was made.</summary>
    /// <returns>False where the tenant is gone, has one of that name, or has <paramref name="most"/> already.</returns>
    Task<bool> AddAsync(TenantVault vault, Exemplar exemplar, int most, CancellationToken cancellationToken);

    /// <summary>The tenant's exemplars, by name, also those that have expired since the last one was added.</summary>
    Task<IReadOnlyList<Exemplar>> ListAsync(TenantVault vault, CancellationToken cancellationToken);

    /// <summary>Removes an exemplar.</summary>
    /// <returns>False where there is none of that name.</returns>
    Task<bool> RemoveAsync(TenantVault vault, string name, CancellationToken cancellationToken);
}
