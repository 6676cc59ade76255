namespace Sallyport.Tenancy;

/// <summary>
/// Keeps a tenant's known secrets, for whoever holds its vault. Every change raises the installation's revision in the same transaction.
/// Implementations are safe for concurrent use by several processes.
/// </summary>
public interface IKnownSecretStore
{
    /// <summary>Adds a secret, or replaces the one of its name.</summary>
    /// <returns>False where the tenant is gone, or has <paramref name="most"/> others already.</returns>
    Task<bool> PutAsync(TenantVault vault, KnownSecret secret, int most, CancellationToken cancellationToken);

    /// <summary>The tenant's secrets, by name.</summary>
    Task<IReadOnlyList<KnownSecret>> ListAsync(TenantVault vault, CancellationToken cancellationToken);

    /// <summary>Removes a secret.</summary>
    /// <returns>False where there is none of that name.</returns>
    Task<bool> RemoveAsync(TenantVault vault, string name, CancellationToken cancellationToken);
}
