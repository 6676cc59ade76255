using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>Opens tenants' vaults, each once a process. Owns what it opens: callers don't dispose of a vault. Safe for concurrent use.</summary>
public sealed class TenantVaults(MasterKey master, ITenantStore store) : IDisposable
{
    private readonly ConcurrentDictionary<TenantId, TenantVault> _open = new();

    /// <summary>Raised when a tenant's vault was closed: whatever was opened with it has to go too.</summary>
    internal event Action<TenantId>? Closed;

    /// <summary>The tenant's vault.</summary>
    /// <exception cref="TenancyException">There is no such tenant, or its key was destroyed.</exception>
    /// <exception cref="CryptographicException">The wrapped key was altered.</exception>
    public async ValueTask<TenantVault> OpenAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(tenant, out var vault))
        {
            return vault;
        }

        var wrapped = await store.ReadWrappedKeyAsync(tenant, cancellationToken).ConfigureAwait(false)
            ?? throw new TenancyException(TenancyFailure.NotFound, $"There is no tenant '{tenant}', or it was deleted.");
        return Open(tenant, wrapped);
    }

    /// <summary>Zeroes every key that is open.</summary>
    public void Dispose()
    {
        foreach (var tenant in _open.Keys)
        {
            Close(tenant);
        }
    }

    /// <summary>By which equal credentials of two tenants are recognised.</summary>
    internal byte[] TagOf(string credential) => master.Tag(Encoding.UTF8.GetBytes(credential));

    internal TenantVault Open(TenantId tenant, byte[] wrappedKey)
    {
        if (_open.TryGetValue(tenant, out var open))
        {
            return open;
        }

        var vault = master.OpenVault(tenant, wrappedKey);
        var kept = _open.GetOrAdd(tenant, vault);
        if (!ReferenceEquals(kept, vault))
        {
            vault.Dispose();
        }

        return kept;
    }

    /// <summary>Zeroes a tenant's key in this process; what is under way with it fails.</summary>
    internal void Close(TenantId tenant)
    {
        if (_open.TryRemove(tenant, out var vault))
        {
            vault.Dispose();
            Closed?.Invoke(tenant);
        }
    }
}
