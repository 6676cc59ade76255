using Sallyport.Tenancy;

namespace Sallyport.Retrieval;

/// <summary>Tells by which embedder a tenant's texts are embedded now: one of its own, or the one that serves all others. Safe for concurrent use.</summary>
/// <param name="standard">The one that serves all others.</param>
/// <param name="own">Gives a tenant's own, or null; asked at each use, since it may change.</param>
public sealed class TenantEmbedders(Embedder standard, Func<TenantId, Embedder?>? own = null)
{
    /// <summary>The one that serves all tenants without their own.</summary>
    public Embedder Standard => standard;

    /// <summary>The embedder of a tenant.</summary>
    public Embedder For(TenantId tenant) => own?.Invoke(tenant) ?? standard;
}
