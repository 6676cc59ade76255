using Sallyport.Detection;
using Sallyport.Gateway.RemoteGuards;
using Sallyport.Gateway.Upstream;
using Sallyport.Isolation;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Exchanges;

/// <summary>What the exchanges of one tenant share at one revision of its settings. Immutable but for its memories, which outlive revisions.</summary>
internal sealed record TenantRuntime
{
    /// <summary>The tenant as it was read.</summary>
    public required TenantSnapshot Snapshot { get; init; }

    /// <summary>The policy in force, compiled.</summary>
    public required PolicySnapshot Policy { get; init; }

    /// <summary>Where its requests may go: its own upstreams, then the operator's.</summary>
    public required IReadOnlyList<UpstreamTarget> Targets { get; init; }

    /// <summary>What detectors may know: what must not leave, and its confirmed attacks that hold now.</summary>
    public required InspectionScope Inspection { get; init; }

    /// <summary>When the first of them expires, and the runtime is to be built anew; the end of time where none does.</summary>
    public required DateTimeOffset ExemplarsExpire { get; init; }

    /// <summary>What its remote guards have answered lately.</summary>
    public required RemoteMemory Remotes { get; init; }

    /// <summary>Whose canaries its texts have met.</summary>
    public required CanaryWatch Canaries { get; init; }

    /// <summary>What its searches have shown lately.</summary>
    public required ServedMemory Served { get; init; }

    /// <summary>What was found clean before.</summary>
    public required SegmentMemory Memory { get; init; }
}
