using System.Collections.Frozen;

namespace Sallyport.Tenancy;

/// <summary>All tenants and keys at one revision. Immutable.</summary>
internal sealed class DirectoryView
{
    private readonly Dictionary<string, KeyEntry?>.AlternateLookup<ReadOnlySpan<char>> _keysByIdPart;

    private DirectoryView(long revision, FrozenDictionary<TenantId, TenantSnapshot> tenants)
    {
        Revision = revision;
        Tenants = tenants;
        ByName = tenants.Values.ToFrozenDictionary(tenant => tenant.Tenant.Name);
        var keys = new Dictionary<string, KeyEntry?>(StringComparer.Ordinal);
        foreach (var key in tenants.Values.SelectMany(tenant => tenant.Keys))
        {
            // The store keeps identifiers apart over all tenants. Should two tenants have one all the same, it is neither's.
            if (!keys.TryAdd(KeyText.IdPart(key.Key.Id), key))
            {
                keys[KeyText.IdPart(key.Key.Id)] = null;
            }
        }

        _keysByIdPart = keys.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static DirectoryView Empty { get; } = new(0, FrozenDictionary<TenantId, TenantSnapshot>.Empty);

    public long Revision { get; }

    public FrozenDictionary<TenantId, TenantSnapshot> Tenants { get; }

    public FrozenDictionary<TenantName, TenantSnapshot> ByName { get; }

    public KeyEntry? FindKey(ReadOnlySpan<char> idPart) => _keysByIdPart.TryGetValue(idPart, out var key) ? key : null;

    /// <summary>This view with some tenants replaced; a null takes one out.</summary>
    public DirectoryView With(long revision, IReadOnlyDictionary<TenantId, TenantSnapshot?> changed, bool keepOthers)
    {
        var tenants = keepOthers ? new Dictionary<TenantId, TenantSnapshot>(Tenants) : [];
        foreach (var (id, snapshot) in changed)
        {
            if (snapshot is null)
            {
                tenants.Remove(id);
            }
            else
            {
                tenants[id] = snapshot;
            }
        }

        return new DirectoryView(revision, tenants.ToFrozenDictionary());
    }
}
