using System.Collections.Concurrent;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Fingerprints;

/// <summary>The memory of each tenant for what its searches have shown. Of this process alone: what another node served is not known here. Safe for concurrent use.</summary>
public sealed class ServedTexts : IDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<TenantId, ServedMemory> _tenants = new();
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;

    /// <param name="time">The clock.</param>
    public ServedTexts(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _sweep = time.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
    }

    /// <summary>A tenant's memory, always the same one.</summary>
    public ServedMemory For(TenantId tenant) => _tenants.GetOrAdd(tenant, static (_, time) => new(time), _time);

    /// <summary>Ends the regular cleaning.</summary>
    public void Dispose() => _sweep.Dispose();

    /// <summary>Forgets what was shown to a tenant.</summary>
    internal void Forget(TenantId tenant)
    {
        if (_tenants.TryRemove(tenant, out var memory))
        {
            memory.Clear();
        }
    }

    private void Sweep()
    {
        foreach (var memory in _tenants.Values)
        {
            memory.Sweep();
        }
    }
}
