using System.Collections.Concurrent;
using Sallyport.Detection.Canaries;
using Sallyport.Tenancy;

namespace Sallyport.Isolation;

/// <summary>Looks for canaries with one tenant's eyes, and remembers whose it has met until somebody has told of it. Safe for concurrent use.</summary>
/// <param name="key">The instance's key.</param>
/// <param name="tenant">Whose texts are inspected.</param>
public sealed class CanaryWatch(CanaryKey key, TenantId tenant) : CanaryReader
{
    private readonly ConcurrentDictionary<TenantId, byte> _met = new();

    /// <inheritdoc/>
    public override CanaryStanding Judge(ReadOnlySpan<byte> token)
    {
        if (key.OwnerOf(token) is not { } owner)
        {
            return CanaryStanding.Forged;
        }

        if (owner == tenant)
        {
            return CanaryStanding.Own;
        }

        _met[owner] = 0;
        return CanaryStanding.Foreign;
    }

    /// <summary>The tenants whose canaries were met since the last call. Of two texts at the same time, one call may tell both.</summary>
    public IReadOnlyList<TenantId> TakeOwners() => [.. _met.Keys.Where(owner => _met.TryRemove(owner, out _))];
}
