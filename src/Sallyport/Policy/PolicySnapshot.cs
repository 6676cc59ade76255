using System.Collections.Concurrent;
using Sallyport.Detection;

namespace Sallyport.Policy;

/// <summary>A version of a tenant's policy, compiled against the detectors in use. Immutable; an exchange keeps the one it began with.</summary>
public sealed class PolicySnapshot
{
    // Each combination of conditions that hold is compiled once. Callers choose models, so the number kept is bounded.
    private const int MaxKept = 256;

    private readonly ConcurrentDictionary<ulong, PlanSet> _plans = new();
    private readonly IReadOnlyList<Detector> _detectors;
    private readonly ExceptionSet _exceptions;
    private readonly ulong _unconditional;
    private readonly bool _hasConditions;

    private PolicySnapshot(PolicyDocument document, int version, IReadOnlyList<Detector> detectors, TimeProvider time)
    {
        Document = document;
        Version = version;
        _detectors = detectors;
        _exceptions = new(document.Exceptions, time);
        for (var i = 0; i < document.Guards.Count; i++)
        {
            if (document.Guards[i].When is null)
            {
                _unconditional |= 1UL << i;
            }
            else
            {
                _hasConditions = true;
            }
        }
    }

    /// <summary>What was compiled.</summary>
    public PolicyDocument Document { get; }

    /// <summary>The number of this version at its tenant; 0 for a policy that is no tenant's.</summary>
    public int Version { get; }

    /// <summary>SHA-256 of the policy's text, 64 lower-case hexadecimal digits.</summary>
    public string Digest => Document.Digest;

    /// <summary>When an exchange's record has to be durable.</summary>
    public RecordDurability Durability => Document.Durability;

    /// <summary>Compiles a policy.</summary>
    /// <param name="document">The policy.</param>
    /// <param name="version">The number of this version at its tenant.</param>
    /// <param name="detectors">The detectors in use. A plan runs those of which some guard wants a kind.</param>
    /// <param name="time">The clock by which exceptions expire.</param>
    public static PolicySnapshot Compile(PolicyDocument document, int version, IReadOnlyList<Detector> detectors, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(detectors);
        ArgumentNullException.ThrowIfNull(time);
        return new(document, version, detectors, time);
    }

    /// <summary>The plans that hold for an exchange. Cheap: compiled once for each combination of guards whose conditions hold.</summary>
    public PlanSet PlansFor(in PlanContext context)
    {
        var guards = _hasConditions ? GuardsHolding(context) : _unconditional;
        return _plans.TryGetValue(guards, out var plans) ? plans : Add(guards);
    }

    /// <summary>Whether a request may name a tool that the provider runs.</summary>
    public bool AllowsProviderTool(string name) => MatchesAny(Document.ProviderTools, name);

    /// <summary>Whether a request may carry a field that refers to state held by the provider.</summary>
    public bool AllowsProviderState(string field) => Document.ProviderState.Contains(field);

    /// <summary>Whether the policy names a tool that the application runs.</summary>
    public bool NamesTool(string name) => MatchesAny(Document.Tools.Allow, name);

    /// <summary>Whether a call to a tool that the application runs may be released. One that isn't named is unclassified.</summary>
    public bool AllowsTool(string name) => Document.Tools.Others == GapAction.Pass || NamesTool(name);

    private static bool MatchesAny(IReadOnlyList<NamePattern> patterns, string name)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (patterns[i].Matches(name))
            {
                return true;
            }
        }

        return false;
    }

    private ulong GuardsHolding(in PlanContext context)
    {
        var guards = _unconditional;
        for (var i = 0; i < Document.Guards.Count; i++)
        {
            if (Document.Guards[i].When is { } condition && condition.Holds(context))
            {
                guards |= 1UL << i;
            }
        }

        return guards;
    }

    // Apart from the look-up, which would else allocate the closure each time.
    private PlanSet Add(ulong guards)
    {
        var plans = new PlanSet(place => PlanAt(place, guards));
        return _plans.Count < MaxKept ? _plans.GetOrAdd(guards, plans) : plans;
    }

    private GuardPlan PlanAt(GuardPlace place, ulong guards)
    {
        var rules = Document.Guards
            .Where((guard, index) => (guards & (1UL << index)) != 0 && guard.Covers(place))
            .Select(guard => new GuardRule(guard, place))
            .ToArray();
        var detectors = _detectors.Where(detector => detector.Reads(place.Origin)).ToArray();
        return new(rules, detectors, Document.RemoteGuards, _exceptions, new(rules, detectors, Document.RemoteGuards, Document.Uninspectable));
    }
}
