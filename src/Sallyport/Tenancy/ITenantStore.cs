namespace Sallyport.Tenancy;

/// <summary>
/// Keeps tenants and their wrapped data keys. Every change raises the installation's revision in the same transaction. Implementations
/// are safe for concurrent use by several processes.
/// </summary>
public interface ITenantStore
{
    /// <summary>Adds a tenant with its wrapped data key.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="wrappedKey">Its data key, wrapped.</param>
    /// <param name="masterCheck">The check value of the master key that wraps it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where the name is taken.</returns>
    /// <exception cref="MasterKeyException">The installation has another master key by now.</exception>
    Task<bool> AddAsync(Tenant tenant, byte[] wrappedKey, byte[] masterCheck, CancellationToken cancellationToken);

    /// <summary>The tenant, deleted ones too, or null.</summary>
    Task<Tenant?> FindAsync(TenantId id, CancellationToken cancellationToken);

    /// <summary>The tenant of this name, or null.</summary>
    Task<Tenant?> FindAsync(TenantName name, CancellationToken cancellationToken);

    /// <summary>All tenants but the deleted, by name.</summary>
    Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the settings.</summary>
    /// <returns>False where there is no such tenant, or it is deleted.</returns>
    Task<bool> ChangeAsync(TenantId id, TenantSettings settings, CancellationToken cancellationToken);

    /// <summary>Goes from one state to another; deleting goes by <see cref="DeleteAsync"/>.</summary>
    /// <returns>False where the tenant is not in the state <paramref name="from"/>.</returns>
    Task<bool> MoveAsync(TenantId id, TenantState from, TenantState to, CancellationToken cancellationToken);

    /// <summary>Destroys the wrapped key and every row of the tenant but its ledger and its identifier, in one transaction, and notes it until <see cref="ForgetDeletionAsync"/>.</summary>
    /// <returns>Null where there is no such tenant, or it is deleted already.</returns>
    Task<TenantDeletion?> DeleteAsync(TenantId id, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletions that were noted at least a minute before <paramref name="now"/>, so that whoever deletes is done or gone.</summary>
    Task<IReadOnlyList<TenantDeletion>> ListDeletionsAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Forgets a deletion once the ledger tells of it.</summary>
    Task ForgetDeletionAsync(TenantId id, CancellationToken cancellationToken);

    /// <summary>The wrapped data key, or null where the tenant does not exist or is deleted.</summary>
    Task<byte[]?> ReadWrappedKeyAsync(TenantId id, CancellationToken cancellationToken);
}
