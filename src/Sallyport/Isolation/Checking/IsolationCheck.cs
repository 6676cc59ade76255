using System.Security.Cryptography;
using System.Text;
using Sallyport.Tenancy;

namespace Sallyport.Isolation.Checking;

/// <summary>Probes every store and cache with every ordered pair of a sample of tenants. Reads, and shows nothing of what it reads. Safe for concurrent use.</summary>
public sealed class IsolationCheck(IReadOnlyList<IsolationProbe> probes, TenantVaults vaults, TimeProvider time)
{
    /// <summary>How many tenants are sampled unless told otherwise.</summary>
    public const int StandardTenants = 8;

    /// <summary>The most tenants of a sample: the pairs grow with its square.</summary>
    public const int MostTenants = 64;

    /// <summary>Draws a sample. The same seed draws the same tenants from the same list.</summary>
    public static IReadOnlyList<Tenant> Sample(IReadOnlyList<Tenant> tenants, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        return [.. tenants
            .Where(static tenant => tenant.State != TenantState.Deleted)
            .OrderBy(tenant => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{tenant.Id}"))), StringComparer.Ordinal)
            .Take(Math.Clamp(count, 2, MostTenants))];
    }

    /// <summary>Probes all pairs of these tenants.</summary>
    public async Task<IsolationReport> RunAsync(IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        var opened = new List<TenantVault>(tenants.Count);
        foreach (var tenant in tenants)
        {
            opened.Add(await vaults.OpenAsync(tenant.Id, cancellationToken).ConfigureAwait(false));
        }

        var results = new List<ProbeResult>(probes.Count);
        foreach (var probe in probes)
        {
            results.Add(await ProbeAsync(probe, opened, cancellationToken).ConfigureAwait(false));
        }

        return new IsolationReport(time.GetUtcNow(), [.. tenants.Select(static tenant => tenant.Id)], results);
    }

    private static async Task<ProbeResult> ProbeAsync(IsolationProbe probe, List<TenantVault> vaults, CancellationToken cancellationToken)
    {
        var (tries, failures) = (0, 0);
        string? failure = null;
        List<ProbeBreach> breaches = [];
        foreach (var owner in vaults)
        {
            foreach (var other in vaults.Where(other => other != owner))
            {
                var tally = new ProbeTally();
                try
                {
                    await probe.ProbeAsync(new(owner, other), tally, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // What can't be probed isn't known to be sound. The message might quote what was read.
                    failures++;
                    failure ??= e.GetType().Name;
                }

                tries += tally.Tries;
                if (tally.Breach is { } breach)
                {
                    breaches.Add(new(owner.Tenant, other.Tenant, breach));
                }
            }
        }

        return new ProbeResult(probe.Name, tries, breaches, failures, failure);
    }
}
