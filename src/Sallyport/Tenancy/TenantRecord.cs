namespace Sallyport.Tenancy;

/// <summary>All that the directory reads of one tenant. Content in it is sealed.</summary>
public sealed record TenantRecord
{
    /// <summary>The tenant; a deleted one tells the directory to forget it.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>The wrapped data key; null for a deleted tenant.</summary>
    public byte[]? WrappedKey { get; init; }

    /// <summary>Its keys, those refused too.</summary>
    public IReadOnlyList<StoredKey> Keys { get; init; } = [];

    /// <summary>Its upstreams in the order in which they were added.</summary>
    public IReadOnlyList<TenantUpstream> Upstreams { get; init; } = [];

    /// <summary>Its own embedding endpoint; null where the installation's embedder serves it.</summary>
    public TenantEmbedder? Embedder { get; init; }

    /// <summary>The policy in force, or null.</summary>
    public PolicyVersion? Policy { get; init; }

    /// <summary>Its known secrets, by name.</summary>
    public IReadOnlyList<KnownSecret> KnownSecrets { get; init; } = [];

    /// <summary>Its exemplars, by name, those that have expired too.</summary>
    public IReadOnlyList<Exemplar> Exemplars { get; init; } = [];
}
