using System.Collections.Concurrent;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Upstream;
using Sallyport.Retrieval;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Retrieval;

/// <summary>The embedding endpoints of tenants that have their own, each opened once for a revision of its tenant's settings. Safe for concurrent use.</summary>
/// <param name="directory">Knows who has one.</param>
/// <param name="pools">The way out.</param>
/// <param name="time">Ends calls that take too long.</param>
internal sealed class EmbeddingEndpoints(TenantDirectory directory, OutboundPools pools, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<TenantId, Opened> _opened = new();

    /// <summary>The tenant's own endpoint; null where the installation's embedder serves it.</summary>
    public Embedder? For(TenantId tenant)
    {
        if (directory.Find(tenant) is not { Embedder: { } wanted } snapshot)
        {
            _opened.TryRemove(tenant, out _);
            return null;
        }

        if (_opened.TryGetValue(tenant, out var opened) && ReferenceEquals(opened.Snapshot, snapshot))
        {
            return opened.Embedder;
        }

        var upstream = snapshot.Upstreams.FirstOrDefault(upstream => upstream.Name == wanted.Settings.Upstream)
            ?? throw new EmbeddingException($"The tenant's embedder names the upstream '{wanted.Settings.Upstream}', which it doesn't have.", isTransient: false);

        // One that is replaced is let go of, not closed: calls may be under way.
        return (_opened[tenant] = new(snapshot, new RemoteEmbedder(tenant, TenantRuntimes.TargetOf(upstream, snapshot.Vault), wanted.Settings, pools, time))).Embedder;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var opened in _opened.Values)
        {
            opened.Embedder.Dispose();
        }
    }

    private sealed record Opened(TenantSnapshot Snapshot, RemoteEmbedder Embedder);
}
