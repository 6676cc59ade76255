namespace Sallyport.Tenancy;

/// <summary>An API key without its secret. Immutable.</summary>
public sealed record ApiKey
{
    /// <summary>Names the key; part of its text form.</summary>
    public required KeyId Id { get; init; }

    /// <summary>The tenant that it belongs to.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>What it may do.</summary>
    public required Scopes Scopes { get; init; }

    /// <summary>The agent label fixed on it, or null.</summary>
    public string? Agent { get; init; }

    /// <summary>Labels that it may see documents of; a document without labels every key with the scope sees.</summary>
    public IReadOnlyList<string> Clearances { get; init; } = [];

    /// <summary>Limits of this key alone, beside the tenant's.</summary>
    public CallLimits Limits { get; init; } = CallLimits.None;

    /// <summary>When it was created, to the millisecond.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>From when on it is refused, or null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>The key that it took over from by rotation, or null.</summary>
    public KeyId? Replaces { get; init; }
}
