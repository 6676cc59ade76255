namespace Sallyport.Tenancy;

/// <summary>
/// Keeps API keys. Every change raises the installation's revision in the same transaction. Implementations are safe for concurrent
/// use by several processes.
/// </summary>
public interface IKeyStore
{
    /// <summary>Adds a key.</summary>
    /// <returns>False where the tenant does not exist or is deleted.</returns>
    Task<bool> AddAsync(StoredKey key, CancellationToken cancellationToken);

    /// <summary>All keys of the tenant, newest first.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Revokes a key.</summary>
    /// <returns>False where there is none that is not revoked.</returns>
    Task<bool> RevokeAsync(TenantId tenant, KeyId key, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Adds the successor and shortens the old key's validity to <paramref name="oldExpires"/>, both or neither.</summary>
    /// <returns>False where the old key is not valid at <paramref name="now"/>.</returns>
    Task<bool> RotateAsync(StoredKey successor, KeyId old, DateTimeOffset now, DateTimeOffset oldExpires, CancellationToken cancellationToken);
}
