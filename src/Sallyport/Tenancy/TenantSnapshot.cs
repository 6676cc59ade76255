namespace Sallyport.Tenancy;

/// <summary>A tenant as it stands at one revision. Immutable: an exchange keeps the snapshot it began with.</summary>
public sealed class TenantSnapshot
{
    internal TenantSnapshot(TenantRecord record, TenantVault vault, TenantSnapshot? earlier)
    {
        Tenant = record.Tenant;
        Vault = vault;
        Upstreams = record.Upstreams;
        Embedder = record.Embedder;
        KnownSecrets = earlier is not null && Same(earlier.KnownSecrets, record.KnownSecrets) ? earlier.KnownSecrets : record.KnownSecrets;
        Exemplars = earlier is not null && Same(earlier.Exemplars, record.Exemplars) ? earlier.Exemplars : record.Exemplars;
        Policy = record.Policy switch
        {
            null => null,
            { Version: var version } when earlier?.Policy?.Version == version => earlier.Policy,
            var policy => new ActivePolicy(policy.Version, policy.OpenText(vault)),
        };
        Keys = [.. record.Keys.Select(key => new KeyEntry(key, this))];
    }

    /// <summary>The tenant.</summary>
    public Tenant Tenant { get; }

    /// <summary>The tenant's vault, owned by <see cref="TenantVaults"/>.</summary>
    public TenantVault Vault { get; }

    /// <summary>Where its exchanges go, in the order in which they were added.</summary>
    public IReadOnlyList<TenantUpstream> Upstreams { get; }

    /// <summary>Its own embedding endpoint; null where the installation's embedder serves it.</summary>
    public TenantEmbedder? Embedder { get; }

    /// <summary>The policy in force; null where the tenant has written none.</summary>
    public ActivePolicy? Policy { get; }

    /// <summary>Its known secrets, sealed. The same list as long as none has changed.</summary>
    public IReadOnlyList<KnownSecret> KnownSecrets { get; }

    /// <summary>Its exemplars, sealed, those that have expired too. The same list as long as none has changed.</summary>
    public IReadOnlyList<Exemplar> Exemplars { get; }

    internal IReadOnlyList<KeyEntry> Keys { get; }

    private static bool Same(IReadOnlyList<KnownSecret> a, IReadOnlyList<KnownSecret> b) =>
        a.Count == b.Count && a.Zip(b).All(pair => pair.First.SealedValue.AsSpan().SequenceEqual(pair.Second.SealedValue));

    private static bool Same(IReadOnlyList<Exemplar> a, IReadOnlyList<Exemplar> b) =>
        a.Count == b.Count && a.Zip(b).All(pair => pair.First.SealedText.AsSpan().SequenceEqual(pair.Second.SealedText));
}
