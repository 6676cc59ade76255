using System.Runtime.InteropServices;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Exchanges;

/// <summary>
/// Remembers which opaque items (encrypted reasoning, thinking signatures) reached a tenant through this gateway, by keyed hash. Only these may
/// come back, since nobody here can look inside. Two generations, so that size is bounded; safe for concurrent use.
/// </summary>
internal sealed class IssuedItems(TenantVault vault)
{
    private const int Generation = 100_000;
    private const string Purpose = "opaque.issued";

    private readonly Lock _lock = new();
    private HashSet<UInt128> _younger = [];
    private HashSet<UInt128> _older = [];

    /// <summary>An item leaves for this tenant.</summary>
    public void Add(ReadOnlySpan<byte> item)
    {
        var hash = Hash(item);
        lock (_lock)
        {
            if (_younger.Count >= Generation)
            {
                (_older, _younger) = (_younger, []);
            }

            _younger.Add(hash);
        }
    }

    /// <summary>Whether the item was handed out to this tenant.</summary>
    public bool Contains(ReadOnlySpan<byte> item)
    {
        var hash = Hash(item);
        lock (_lock)
        {
            return _younger.Contains(hash) || _older.Contains(hash);
        }
    }

    private UInt128 Hash(ReadOnlySpan<byte> item)
    {
        Span<byte> digest = stackalloc byte[32];
        vault.Digest(Purpose, item, digest);
        return MemoryMarshal.Read<UInt128>(digest);
    }
}
