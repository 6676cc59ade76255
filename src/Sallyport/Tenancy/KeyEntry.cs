namespace Sallyport.Tenancy;

/// <summary>A key in the directory, with all that a request needs of it. Immutable.</summary>
public sealed class KeyEntry
{
    internal KeyEntry(StoredKey stored, TenantSnapshot tenant)
    {
        Key = stored.Key;
        Hash = stored.SecretHash;
        Tenant = tenant;
        Principal = new Principal(stored.Key.Tenant, stored.Key.Id, stored.Key.Agent, stored.Key.Scopes) { Clearances = stored.Key.Clearances };
    }

    /// <summary>The key.</summary>
    public ApiKey Key { get; }

    /// <summary>Who calls by it.</summary>
    public Principal Principal { get; }

    /// <summary>Its tenant, at the same revision.</summary>
    public TenantSnapshot Tenant { get; }

    internal byte[] Hash { get; }
}
