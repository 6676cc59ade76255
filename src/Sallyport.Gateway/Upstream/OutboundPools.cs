using System.Collections.Concurrent;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Upstream;

/// <summary>Connection pools to upstreams, one a tenant, so that no connection ever carries two tenants; and apart for the operator's own upstreams. Safe for concurrent use.</summary>
/// <param name="named">The hosts of the operator's own upstreams, which may point inward for these.</param>
/// <param name="inward">Hosts that the operator lets tenants' upstreams reach though they point inward.</param>
internal sealed class OutboundPools(OperatorNamedHosts named, OperatorNamedHosts inward) : IDisposable
{
    private readonly ConcurrentDictionary<PoolKey, HttpMessageInvoker> _pools = new();

    /// <summary>The way to an upstream for a tenant.</summary>
    public HttpMessageInvoker For(TenantId tenant, UpstreamTarget target)
    {
        var key = new PoolKey(tenant, target.IsOperatorNamed, target.Timeouts.Connect, target.InProcess);
        return _pools.TryGetValue(key, out var invoker) ? invoker : _pools.GetOrAdd(key, Open);
    }

    /// <summary>The way to an address that a tenant names: inward only where the operator names it too.</summary>
    public HttpMessageInvoker ForTenant(TenantId tenant, TimeSpan connect)
    {
        var key = new PoolKey(tenant, IsOperatorNamed: false, connect, InProcess: null);
        return _pools.TryGetValue(key, out var invoker) ? invoker : _pools.GetOrAdd(key, Open);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var invoker in _pools.Values)
        {
            invoker.Dispose();
        }
    }

    private HttpMessageInvoker Open(PoolKey key) => key.InProcess is { } inProcess
        ? new HttpMessageInvoker(inProcess, disposeHandler: false)
        : new HttpMessageInvoker(OutboundHandler.Create(key.IsOperatorNamed ? named : inward, key.Connect), disposeHandler: true);

    private readonly record struct PoolKey(TenantId Tenant, bool IsOperatorNamed, TimeSpan Connect, HttpMessageHandler? InProcess);
}
