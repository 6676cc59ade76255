using System.Collections.Frozen;
using Sallyport.Detection;
using Sallyport.Text;

namespace Sallyport.Policy;

/// <summary>What follows, at one place, from a segment that was not read: only an enforced guard that wanted it read can block it.</summary>
public sealed class CoverageRule
{
    private readonly FrozenDictionary<Form, string> _uninspectable;
    private readonly FrozenDictionary<string, string> _unreachable;
    private readonly FrozenDictionary<string, string> _bySender;

    internal CoverageRule(IReadOnlyList<GuardRule> rules, IReadOnlyList<Detector> detectors, IReadOnlyList<RemoteGuard> remotes, IReadOnlyDictionary<Form, GapAction> byForm)
    {
        var enforced = rules.Where(rule => rule.CanAct).ToArray();
        _uninspectable = Blocking(
            Enum.GetValues<Form>().Where(form => form is not (Form.Text or Form.Json)),
            form => enforced.FirstOrDefault(rule => (rule.Guard.OnUninspectable ?? byForm.GetValueOrDefault(form, GapAction.Block)) == GapAction.Block),
            static form => form);
        var readers = detectors.Select(detector => (detector.Name, Kinds: (IEnumerable<FindingKind>)detector.Kinds))
            .Concat(remotes.Select(remote => (Name: remote.Detector, remote.Kinds)))
            .ToLookup(pair => pair.Name, pair => pair.Kinds, StringComparer.Ordinal);
        _unreachable = Blocking(
            readers, named => enforced.FirstOrDefault(rule => rule.Guard.OnUnreachable == GapAction.Block && named.Any(kinds => kinds.Any(rule.Wants))), static named => named.Key);
        _bySender = Blocking(readers, named => enforced.FirstOrDefault(rule => named.Any(kinds => kinds.Any(rule.Wants))), static named => named.Key);
    }

    /// <summary>The guard that blocks a segment in a form that no detector reads; null where it passes, recorded as uninspectable.</summary>
    public string? GuardAgainst(Form form) => _uninspectable.GetValueOrDefault(form);

    /// <summary>The guard that blocks a segment that a detector failed to read; null where it passes, recorded as unreachable.</summary>
    /// <param name="detector">The detector's name; a remote guard's too.</param>
    public string? GuardAgainst(string detector) => _unreachable.GetValueOrDefault(detector);

    /// <summary>The guard that blocks a segment that a detector did not read by the segment's own doing, whatever the guard says of unreachable detectors: the sender could choose that.</summary>
    /// <param name="detector">The detector's name; a remote guard's too.</param>
    internal string? GuardAgainstSender(string detector) => _bySender.GetValueOrDefault(detector);

    private static FrozenDictionary<TKey, string> Blocking<T, TKey>(IEnumerable<T> gaps, Func<T, GuardRule?> blocker, Func<T, TKey> key)
        where TKey : notnull =>
        gaps.Select(gap => (Gap: gap, Rule: blocker(gap)))
            .Where(pair => pair.Rule is not null)
            .ToFrozenDictionary(pair => key(pair.Gap), pair => pair.Rule!.Name);
}
