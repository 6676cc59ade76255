using System.Runtime.CompilerServices;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Upstream;

/// <summary>Which upstreams a tenant may use: its own, then the operator's, whose credentials all tenants share by the operator's word. Credentials are opened once a tenant snapshot, and kept as long as it. Safe for concurrent use.</summary>
internal sealed class UpstreamCatalog(IReadOnlyList<UpstreamTarget> operatorTargets)
{
    private readonly ConditionalWeakTable<TenantSnapshot, IReadOnlyList<UpstreamTarget>> _targets = [];

    /// <summary>The tenant's upstreams, its own first.</summary>
    public IReadOnlyList<UpstreamTarget> For(TenantSnapshot tenant) =>
        _targets.TryGetValue(tenant, out var targets) ? targets : _targets.GetValue(tenant, Open);

    /// <summary>The upstream for a model, or null where none serves it on this route.</summary>
    public UpstreamTarget? Find(TenantSnapshot tenant, Hosting.ModelRoute route, string model) => UpstreamRouter.Find(For(tenant), route, model);

    private IReadOnlyList<UpstreamTarget> Open(TenantSnapshot tenant) =>
        [.. tenant.Upstreams.Select(upstream => Open(upstream, tenant.Vault)), .. operatorTargets];

    private static UpstreamTarget Open(TenantUpstream upstream, TenantVault vault) =>
        new(upstream.Name, upstream.Kind, upstream.Address, [.. upstream.Models.Select(static model => new ModelGlob(model))], upstream.OpenCredential(vault))
        {
            Timeouts = upstream.Timeouts,
        };
}
