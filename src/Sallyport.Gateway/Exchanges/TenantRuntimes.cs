using System.Collections.Concurrent;
using Sallyport.Detection;
using Sallyport.Gateway.RemoteGuards;
using Sallyport.Gateway.Upstream;
using Sallyport.Isolation;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Exchanges;

/// <summary>Builds what a tenant's exchanges share, once for each revision of its settings. Safe for concurrent use.</summary>
/// <param name="operatorTargets">Upstreams from the operator's own settings, which serve every tenant.</param>
/// <param name="detectors">The detectors in use.</param>
/// <param name="unwritten">The policy of a tenant that has written none.</param>
/// <param name="canaries">By which canaries are known.</param>
/// <param name="served">Remembers what searches show.</param>
/// <param name="time">The clock of policies and memories.</param>
internal sealed class TenantRuntimes(IReadOnlyList<UpstreamTarget> operatorTargets, IReadOnlyList<Detector> detectors, PolicyDocument unwritten, CanaryKey canaries, ServedTexts served, TimeProvider time)
{
    private readonly ConcurrentDictionary<TenantId, TenantRuntime> _runtimes = new();
    private readonly Lock _building = new();

    /// <summary>The runtime of a tenant as it stood when the request came.</summary>
    /// <exception cref="InvalidOperationException">Its policy can't be read: nothing of it may pass until it can.</exception>
    public TenantRuntime For(TenantSnapshot snapshot)
    {
        var tenant = snapshot.Tenant.Id;
        if (_runtimes.TryGetValue(tenant, out var runtime) && Holds(runtime, snapshot))
        {
            return runtime;
        }

        lock (_building)
        {
            _runtimes.TryGetValue(tenant, out runtime);
            return runtime is not null && Holds(runtime, snapshot) ? runtime : _runtimes[tenant] = Build(snapshot, runtime);
        }
    }

    private bool Holds(TenantRuntime runtime, TenantSnapshot snapshot) =>
        ReferenceEquals(runtime.Snapshot, snapshot) && (runtime.Inspection.Exemplars is null || runtime.ExemplarsExpire > time.GetUtcNow());

    private TenantRuntime Build(TenantSnapshot snapshot, TenantRuntime? earlier)
    {
        var (exemplars, expire) = ExemplarsOf(snapshot, earlier);
        var watch = earlier?.Canaries ?? new CanaryWatch(canaries, snapshot.Tenant.Id);
        return new()
        {
            Snapshot = snapshot,
            Policy = PolicyOf(snapshot, earlier),
            Targets = [.. snapshot.Upstreams.Select(upstream => TargetOf(upstream, snapshot.Vault)), .. operatorTargets],
            Inspection = new() { KnownSecrets = SecretsOf(snapshot, earlier), Exemplars = exemplars, Canaries = watch },
            Canaries = watch,
            ExemplarsExpire = expire,
            Served = served.For(snapshot.Tenant.Id),
            Memory = earlier?.Memory ?? new SegmentMemory(time),
            Remotes = earlier?.Remotes ?? new RemoteMemory(time),
        };
    }

    /// <summary>A tenant's upstream, its credential opened.</summary>
    public static UpstreamTarget TargetOf(TenantUpstream upstream, TenantVault vault) => new(
        upstream.Name,
        upstream.Kind,
        upstream.Address,
        [.. upstream.Models.Select(pattern => new ModelGlob(pattern))],
        upstream.OpenCredential(vault))
    {
        Timeouts = upstream.Timeouts,
    };

    private PolicySnapshot PolicyOf(TenantSnapshot snapshot, TenantRuntime? earlier)
    {
        if (earlier is not null && ReferenceEquals(earlier.Snapshot.Policy, snapshot.Policy))
        {
            return earlier.Policy;
        }

        if (snapshot.Policy is not { } active)
        {
            return PolicySnapshot.Compile(unwritten, 0, detectors, time);
        }

        var reading = PolicyReader.Read(active.Text);
        return reading.Document is { } document
            ? PolicySnapshot.Compile(document, (int)active.Version, detectors, time)
            : throw new InvalidOperationException($"Policy version {active.Version} of tenant {snapshot.Tenant.Id} can't be read by this version of Sallyport.");
    }

    private KnownSecretSet? SecretsOf(TenantSnapshot snapshot, TenantRuntime? earlier)
    {
        if (earlier is not null
            && ReferenceEquals(earlier.Snapshot.KnownSecrets, snapshot.KnownSecrets)
            && ReferenceEquals(earlier.Snapshot.Upstreams, snapshot.Upstreams))
        {
            return earlier.Inspection.KnownSecrets;
        }

        var credentials = snapshot.Upstreams.Select(upstream => upstream.OpenCredential(snapshot.Vault))
            .Concat(operatorTargets.Select(target => target.Credential))
            .OfType<string>()

            // A shorter one stands in ordinary text by chance.
            .Where(credential => credential.Length >= KnownSecretSet.MinLength);
        var secrets = KnownSecretSet.Create(snapshot.KnownSecrets.Select(secret => secret.OpenValue(snapshot.Vault)), credentials);
        return secrets.Count == 0 ? null : secrets;
    }

    private (ExemplarSet? Set, DateTimeOffset Expire) ExemplarsOf(TenantSnapshot snapshot, TenantRuntime? earlier)
    {
        var now = time.GetUtcNow();
        if (earlier is not null && ReferenceEquals(earlier.Snapshot.Exemplars, snapshot.Exemplars) && earlier.ExemplarsExpire > now)
        {
            return (earlier.Inspection.Exemplars, earlier.ExemplarsExpire);
        }

        var holding = snapshot.Exemplars.Where(exemplar => exemplar.Expires > now).ToArray();
        if (holding.Length == 0)
        {
            return (null, DateTimeOffset.MaxValue);
        }

        // What says too little to be matched, added by another version, must not stop the tenant's traffic.
        var usable = holding.Select(exemplar => (exemplar.Name, Text: exemplar.OpenText(snapshot.Vault))).Where(exemplar => ExemplarSet.WhyUnusable(exemplar.Text) is null);
        return (ExemplarSet.Create(usable), holding.Min(exemplar => exemplar.Expires));
    }
}
