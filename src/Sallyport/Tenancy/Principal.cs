namespace Sallyport.Tenancy;

/// <summary>Who calls: an API key of a tenant.</summary>
/// <param name="Tenant">The tenant that the key belongs to.</param>
/// <param name="Key">The key.</param>
/// <param name="Agent">The agent label fixed on the key, or null. Never taken from a header.</param>
/// <param name="Scopes">What the key may do.</param>
public sealed record Principal(TenantId Tenant, KeyId Key, string? Agent, Scopes Scopes)
{
    /// <summary>The labels of documents that it may see; see <see cref="Clearance"/>.</summary>
    public IReadOnlyList<string> Clearances { get; init; } = [];
}
