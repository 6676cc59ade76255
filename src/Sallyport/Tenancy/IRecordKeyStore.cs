namespace Sallyport.Tenancy;

/// <summary>Keeps the keys of months of records, wrapped by the tenant's vault, apart from what they seal. Implementations are safe for concurrent use by several processes.</summary>
public interface IRecordKeyStore
{
    /// <summary>Keeps a month's key, unless there is one already.</summary>
    /// <returns>The key that is kept; null where the month's was destroyed, or the tenant is gone.</returns>
    Task<byte[]?> KeepAsync(TenantVault vault, RecordMonth month, byte[] wrapped, CancellationToken cancellationToken);

    /// <summary>A month's key, or null.</summary>
    Task<byte[]?> FindAsync(TenantVault vault, RecordMonth month, CancellationToken cancellationToken);

    /// <summary>Destroys a month's key and notes it until <see cref="CompleteAsync"/>; raises the revision.</summary>
    /// <returns>False where there is no such tenant, or the month's key was destroyed before.</returns>
    Task<bool> DestroyAsync(TenantId tenant, RecordMonth month, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The months whose key is destroyed and which are not completed, of all tenants or of one.</summary>
    Task<IReadOnlyList<ShreddedMonth>> ListAsync(TenantId? tenant, CancellationToken cancellationToken);

    /// <summary>Removes what lies sealed of a month: recorded exchanges and their texts, and the ledger's ciphertexts, those too that were sealed before months had keys.</summary>
    /// <param name="month">The month.</param>
    /// <param name="mark">What a ledger's ciphertext becomes, which tells that it was erased.</param>
    /// <param name="header">What a value under the month's key begins with.</param>
    /// <param name="cancellationToken">Gives up; what is removed stays so.</param>
    /// <returns>How many exchanges and ciphertexts were.</returns>
    Task<(long Exchanges, long Payloads)> RemoveAsync(ShreddedMonth month, byte[] mark, byte[] header, CancellationToken cancellationToken);

    /// <summary>Notes that all of a month is removed and the ledger tells of it.</summary>
    Task CompleteAsync(ShreddedMonth month, CancellationToken cancellationToken);
}
