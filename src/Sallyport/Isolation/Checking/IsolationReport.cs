using Sallyport.Tenancy;

namespace Sallyport.Isolation.Checking;

/// <summary>What came of a check.</summary>
/// <param name="Time">When it ended.</param>
/// <param name="Tenants">The sample.</param>
/// <param name="Probes">Each probe.</param>
public sealed record IsolationReport(DateTimeOffset Time, IReadOnlyList<TenantId> Tenants, IReadOnlyList<ProbeResult> Probes)
{
    /// <summary>Whether tenants got what is another's.</summary>
    public bool HasBreach => Probes.Any(static probe => probe.Breaches.Count > 0);

    /// <summary>Whether every probe could be run, and none found a breach.</summary>
    public bool IsSound => Probes.All(static probe => probe is { Breaches.Count: 0, Failures: 0 });
}
