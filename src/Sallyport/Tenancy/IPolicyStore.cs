namespace Sallyport.Tenancy;

/// <summary>
/// Keeps a tenant's policy versions, for whoever holds its vault. Every change raises the installation's revision in the same transaction.
/// Implementations are safe for concurrent use by several processes.
/// </summary>
public interface IPolicyStore
{
    /// <summary>Adds a draft under the next number.</summary>
    /// <returns>The draft, or null where the tenant is gone.</returns>
    Task<PolicyVersion?> AddAsync(TenantVault vault, string text, string author, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Puts a version in force in place of the one that is.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="version">The version to put in force: a draft or a retired one.</param>
    /// <param name="inForce">The version that the caller believes to be in force; null for none.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where another version is in force by now, or the version does not exist or is in force itself.</returns>
    Task<bool> ActivateAsync(TenantVault vault, long version, long? inForce, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>All versions, newest first.</summary>
    Task<IReadOnlyList<PolicyVersion>> ListAsync(TenantVault vault, CancellationToken cancellationToken);

    /// <summary>One version, or null.</summary>
    Task<PolicyVersion?> FindAsync(TenantVault vault, long version, CancellationToken cancellationToken);
}
