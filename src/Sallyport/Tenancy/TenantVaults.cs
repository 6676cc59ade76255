using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Sallyport.Tenancy;

/// <summary>Opens tenants' vaults, each once a process. Owns what it opens: callers don't dispose of a vault. Safe for concurrent use.</summary>
public sealed class TenantVaults(MasterKey master, ITenantStore store, IRecordKeyStore? records = null, TimeProvider? time = null) : IDisposable
{
    private readonly ConcurrentDictionary<TenantId, Opened> _open = new();

    /// <summary>Raised when a tenant's vault was closed: whatever was opened with it has to go too.</summary>
    internal event Action<TenantId>? Closed;

    /// <summary>The tenant's vault.</summary>
    /// <exception cref="TenancyException">There is no such tenant, or its key was destroyed.</exception>
    /// <exception cref="CryptographicException">The wrapped key was altered.</exception>
    public async ValueTask<TenantVault> OpenAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(tenant, out var known))
        {
            return known.Vault;
        }

        var wrapped = await store.ReadWrappedKeyAsync(tenant, cancellationToken).ConfigureAwait(false)
            ?? throw new TenancyException(TenancyFailure.NotFound, $"There is no tenant '{tenant}', or it was deleted.");
        var opened = Open(tenant, wrapped);
        await EnsureRecordKeysAsync(opened, cancellationToken).ConfigureAwait(false);
        return opened;
    }

    /// <summary>Sees to it that records can be sealed under this month's key, and forgets the keys of months that are over. To be called for each tenant now and then.</summary>
    public static ValueTask EnsureRecordKeysAsync(TenantVault vault, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        return vault.Records?.EnsureAsync(cancellationToken) ?? ValueTask.CompletedTask;
    }

    /// <summary>Zeroes every key that is open.</summary>
    public void Dispose()
    {
        foreach (var tenant in _open.Keys)
        {
            Close(tenant);
        }
    }

    /// <summary>Whether the installation's master key was rotated, and this process could not read the new one: it has to be started anew with it.</summary>
    public bool IsMasterKeyBehind => master.IsBehind;

    /// <summary>The installation's master key, as this process has it.</summary>
    internal MasterKey Master => master;

    /// <summary>Opens a vault, or brings an open one up to the tenant's data keys as they are now.</summary>
    internal TenantVault Open(TenantId tenant, byte[] wrappedKey)
    {
        if (_open.TryGetValue(tenant, out var open))
        {
            try
            {
                open.Adopt(tenant, wrappedKey, master);
            }
            catch (CryptographicException) when (master.IsBehind)
            {
                // Wrapped by a master key that this process does not have: the tenant is served on with the keys that it had.
            }

            return open.Vault;
        }

        var vault = master.OpenVault(tenant, wrappedKey);
        vault.Records = records is null ? null : new RecordKeys(vault, records, time ?? TimeProvider.System);
        var opened = new Opened(vault, wrappedKey);
        var kept = _open.GetOrAdd(tenant, opened);
        if (!ReferenceEquals(kept, opened))
        {
            opened.Vault.Dispose();
        }

        return kept.Vault;
    }

    /// <summary>Zeroes a tenant's key in this process; what is under way with it fails.</summary>
    internal void Close(TenantId tenant)
    {
        if (_open.TryRemove(tenant, out var open))
        {
            open.Vault.Dispose();
            Closed?.Invoke(tenant);
        }
    }

    /// <summary>A vault, and the wrapped keys that it was last brought up to.</summary>
    private sealed class Opened(TenantVault vault, byte[] wrapped)
    {
        private byte[] _wrapped = wrapped;

        public TenantVault Vault => vault;

        public void Adopt(TenantId tenant, byte[] present, MasterKey master)
        {
            if (present.AsSpan().SequenceEqual(Volatile.Read(ref _wrapped)))
            {
                return;
            }

            using var keys = master.OpenRing(tenant, present);
            vault.Adopt(keys);
            Volatile.Write(ref _wrapped, present);
        }
    }
}
