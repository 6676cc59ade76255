using Sallyport.Gateway.Exchanges;
using Sallyport.Isolation.Checking;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Isolation;

/// <summary>Probes what this process keeps of tenants between exchanges: the directory's snapshots, compiled secrets and exemplars, and the memories of findings, of what searches showed and of remote guards' answers.</summary>
/// <param name="runtimeOf">What the exchanges of a tenant are given; null where the directory doesn't know it yet.</param>
internal sealed class RuntimeProbe(Func<TenantId, TenantRuntime?> runtimeOf) : IsolationProbe
{
    /// <inheritdoc/>
    public override string Name => "directory and exchange caches";

    /// <inheritdoc/>
    public override ValueTask ProbeAsync(IsolationPair pair, ProbeTally tally, CancellationToken cancellationToken)
    {
        if (runtimeOf(pair.Owner.Tenant) is { } owner && runtimeOf(pair.Other.Tenant) is { } other)
        {
            tally.Try(other.Snapshot.Tenant.Id == pair.Other.Tenant && other.Snapshot.Vault.Tenant == pair.Other.Tenant, "another tenant's snapshot was handed out");
            tally.Try(!ReferenceEquals(owner.Memory, other.Memory), "two tenants share a memory of findings");
            tally.Try(!ReferenceEquals(owner.Served, other.Served), "two tenants share a memory of what searches showed");
            tally.Try(!ReferenceEquals(owner.Remotes, other.Remotes), "two tenants share a memory of remote answers");
            tally.Try(other.Inspection.KnownSecrets is not { } secrets || !ReferenceEquals(secrets, owner.Inspection.KnownSecrets), "two tenants share known secrets");
            tally.Try(other.Inspection.Exemplars is not { } exemplars || !ReferenceEquals(exemplars, owner.Inspection.Exemplars), "two tenants share exemplars");
            tally.Try(!ReferenceEquals(owner.Canaries, other.Canaries), "two tenants look for canaries with the same eyes");
        }

        return ValueTask.CompletedTask;
    }
}
