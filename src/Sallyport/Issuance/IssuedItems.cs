using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Sallyport.Tenancy;

namespace Sallyport.Issuance;

/// <summary>
/// Knows which opaque items (encrypted reasoning, thinking signatures) reached a tenant: only these may come back, since nobody here can look
/// inside. An item is kept before it leaves, so that every node knows it when the client sends it, for 30 days after its last use. Safe for
/// concurrent use.
/// </summary>
public sealed class IssuedItems(IIssuedItemStore store, TimeProvider time)
{
    /// <summary>How long an item is known after its last use.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <summary>The most items of one tenant that are known; the oldest go.</summary>
    public const long MostPerTenant = 1_000_000;

    // An agent sends its whole history each turn: what was seen a while ago needs no look into the store.
    private const int MaxRemembered = 100_000;
    private const string Purpose = "opaque.issued";

    private readonly Lock _turning = new();
    private ConcurrentDictionary<(TenantId Tenant, UInt128 Digest), byte> _younger = new();
    private ConcurrentDictionary<(TenantId Tenant, UInt128 Digest), byte> _older = new();
    private DateTimeOffset _turned = time.GetUtcNow();

    /// <summary>The digest of an item as it stands on the wire.</summary>
    public static byte[] DigestOf(TenantVault vault, ReadOnlySpan<byte> item)
    {
        ArgumentNullException.ThrowIfNull(vault);
        return vault.Digest(Purpose, item);
    }

    /// <summary>Items are about to leave for the tenant.</summary>
    public async Task KeepAsync(TenantVault vault, IReadOnlyCollection<byte[]> digests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(digests);
        foreach (var digest in digests)
        {
            Remember(vault.Tenant, digest);
        }

        await store.KeepAsync(vault, digests, time.GetUtcNow() + Retention, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether an item was given to the tenant. One that is comes to be known for the whole time again.</summary>
    public async ValueTask<bool> WasIssuedAsync(TenantVault vault, byte[] digest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        if (IsRemembered(vault.Tenant, digest))
        {
            return true;
        }

        var now = time.GetUtcNow();
        if (await store.FindAsync(vault, digest, now, cancellationToken).ConfigureAwait(false) is not { } expires)
        {
            return false;
        }

        if (expires - now < Retention / 2)
        {
            await store.KeepAsync(vault, [digest], now + Retention, cancellationToken).ConfigureAwait(false);
        }

        Remember(vault.Tenant, digest);
        return true;
    }

    /// <summary>Removes what has expired or is too much. To be called now and then, by any one server.</summary>
    public Task<long> PurgeAsync(CancellationToken cancellationToken) => store.PurgeAsync(time.GetUtcNow(), MostPerTenant, cancellationToken);

    private bool IsRemembered(TenantId tenant, byte[] digest)
    {
        var key = (tenant, MemoryMarshal.Read<UInt128>(digest));
        return _younger.ContainsKey(key) || _older.ContainsKey(key);
    }

    // Two generations, the older one dropped by number or by day: so a memory never outlives what the store says by more than two days.
    private void Remember(TenantId tenant, byte[] digest)
    {
        lock (_turning)
        {
            var now = time.GetUtcNow();
            if (_younger.Count >= MaxRemembered || now - _turned > TimeSpan.FromDays(1))
            {
                (_older, _younger, _turned) = (_younger, new(), now);
            }
        }

        _younger[(tenant, MemoryMarshal.Read<UInt128>(digest))] = 0;
    }
}
