using System.Collections.Frozen;
using System.Numerics;
using Sallyport.Detection;
using Sallyport.Detection.Canaries;
using Sallyport.Text;

namespace Sallyport.Policy;

/// <summary>
/// A policy compiled for one place: which detectors run, and what follows from a finding.
/// Immutable; shared by all exchanges of a tenant under one policy version.
/// </summary>
public sealed class GuardPlan
{
    /// <summary>The name under which what belongs to another tenant is blocked. No policy writes this guard, and none takes it away.</summary>
    public const string Isolation = "isolation";

    private readonly GuardRule[] _rules;
    private readonly FrozenDictionary<string, GuardRule[]> _byKind;
    private readonly ExceptionSet _exceptions;
    private readonly PlannedReading[] _readings;

    internal GuardPlan(GuardRule[] rules, IReadOnlyList<Detector> detectors, IReadOnlyList<RemoteGuard> remotes, ExceptionSet exceptions, CoverageRule coverage)
    {
        Remotes = [.. remotes.Where(remote => rules.Any(rule => remote.Kinds.Any(rule.Wants)))];
        HoldsForRemotes = rules.Any(rule => rule.CanAct && Remotes.Any(remote => remote.Kinds.Any(rule.Wants)));
        _rules = rules;
        _exceptions = exceptions;
        Coverage = coverage;
        Detectors =
        [
            .. detectors
                .Where(detector => detector.IsUnconditional || rules.Any(rule => detector.Kinds.Any(rule.Wants)))
                .Select(detector => new PlannedDetector(detector, detector.IsUnconditional || rules.Any(rule => rule.CanAct && detector.Kinds.Any(rule.Wants)))),
        ];
        _byKind = Detectors
            .SelectMany(planned => planned.Detector.Kinds)
            .Distinct()
            .ToFrozenDictionary(kind => kind.Name, kind => rules.Where(rule => rule.Wants(kind)).ToArray(), StringComparer.Ordinal);
        IsEnforcing = rules.Any(rule => rule.CanAct);
        _readings = [.. Enum.GetValues<ViewKinds>().Where(kind => BitOperations.IsPow2((int)kind)).Order().Select(kind => new PlannedReading(kind, Detectors))];
    }

    /// <summary>The detectors that some guard asks for, each once.</summary>
    public IReadOnlyList<PlannedDetector> Detectors { get; }

    /// <summary>The remote guards of which some guard wants a kind.</summary>
    public IReadOnlyList<RemoteGuard> Remotes { get; }

    /// <summary>Whether a text may leave only when they have been asked, since an enforced guard goes by what they say.</summary>
    public bool HoldsForRemotes { get; }

    /// <summary>Whether some enforced guard could change or stop a text here. If not, text need never wait.</summary>
    public bool IsEnforcing { get; }

    /// <summary>What follows where a segment was not read.</summary>
    public CoverageRule Coverage { get; }

    /// <summary>Who reads one kind of view.</summary>
    internal PlannedReading Reading(ViewKinds kind) => _readings[BitOperations.Log2((uint)kind)];

    /// <summary>
    /// Judges a finding: the strictest enforced guard that takes it up counts, and a stricter one that only observes is told besides.
    /// Cheap: called for each finding, not for each character.
    /// </summary>
    /// <param name="finding">The finding.</param>
    /// <param name="value">The text that its span covers, by which exceptions know it.</param>
    public Judgement Judge(in Finding finding, ReadOnlySpan<char> value)
    {
        if (finding.Kind == CanaryKinds.Breach)
        {
            return new(GuardAction.Block, IsEnforced: true, Isolation);
        }

        var rules = _byKind.TryGetValue(finding.Kind.Name, out var known) ? known : _rules;
        var exceptions = _exceptions.IsEmpty || rules.Length == 0 ? [] : _exceptions.For(value);
        GuardRule? enforced = null;
        GuardRule? observed = null;
        GuardRule? excused = null;
        PolicyException? exception = null;
        foreach (var rule in rules)
        {
            if (!rule.Takes(finding) || !rule.Wants(finding.Kind))
            {
                continue;
            }

            if (exceptions.Length > 0 && _exceptions.Excusing(exceptions, finding.Kind, rule.Name) is { } holding)
            {
                (excused, exception) = (rule, holding);
            }
            else if (rule.IsEnforced)
            {
                enforced = Stricter(rule, enforced);
            }
            else
            {
                observed = Stricter(rule, observed);
            }
        }

        if (enforced is null && observed is null)
        {
            return excused is not null ? new(GuardAction.Flag, IsEnforced: true, excused.Name) { Exception = exception!.Line }
                : finding.Kind == CanaryKinds.Own ? new(GuardAction.Flag, IsEnforced: true, Isolation)
                : default;
        }

        return Conclude(enforced, observed) with { Exception = exception?.Line };
    }

    private static GuardRule Stricter(GuardRule rule, GuardRule? other) => other is null || rule.Action > other.Action ? rule : other;

    private static Judgement Conclude(GuardRule? enforced, GuardRule? observed)
    {
        if (enforced is null)
        {
            return observed is null ? default : new(observed.Action, IsEnforced: false, observed.Name);
        }

        var judgement = new Judgement(enforced.Action, IsEnforced: true, enforced.Name);
        return observed is not null && observed.Action > enforced.Action
            ? judgement with { Observed = observed.Action, ObservedBy = observed.Name }
            : judgement;
    }
}
