using Sallyport.Tenancy;

namespace Sallyport.Rotation;

/// <summary>Keeps rotations of tenants' data keys, and reaches what is sealed under them. Implementations are safe for concurrent use by several processes.</summary>
public interface IKeyRotationStore
{
    /// <summary>The tenant's rotation, or null.</summary>
    Task<TenantKeyRotation?> FindAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>The tenants whose rotation is under way.</summary>
    Task<IReadOnlyList<TenantId>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Begins a rotation, or brings one on from a phase, with the change of the data keys that goes with it; raises the revision. All in one transaction.</summary>
    /// <param name="from">The phase that it has to be in; null where there must be none.</param>
    /// <param name="to">What it becomes; how many values were sealed anew is counted apart.</param>
    /// <param name="change">What becomes of the data keys, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where something is no longer as it has to be; then nothing is changed.</returns>
    /// <exception cref="MasterKeyException">The installation has another master key by now.</exception>
    Task<bool> MoveAsync(KeyRotationPhase? from, TenantKeyRotation to, KeyChange? change, CancellationToken cancellationToken);

    /// <summary>Takes a rotation for a while, so that two servers don't do the same work, or goes on holding it.</summary>
    /// <returns>False where somebody else has it.</returns>
    Task<bool> ClaimAsync(TenantId tenant, string lease, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Values of a kind that are sealed under another key than that of a header, in an order of their own.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">Which.</param>
    /// <param name="header">What a value begins with that needs no more work.</param>
    /// <param name="after">The last one of the batch before, or null.</param>
    /// <param name="most">The most of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<SealedRow>> ReadAsync(TenantId tenant, SealedKind kind, byte[] header, SealedRow? after, int most, CancellationToken cancellationToken);

    /// <summary>Replaces values that are still as they were read, in one transaction, and counts them in the rotation.</summary>
    /// <returns>How many were.</returns>
    Task<int> ReplaceAsync(TenantId tenant, SealedKind kind, IReadOnlyList<(SealedRow Row, byte[] Box)> values, CancellationToken cancellationToken);

    /// <summary>Forgets a rotation that has ended.</summary>
    Task EndAsync(TenantId tenant, CancellationToken cancellationToken);
}
