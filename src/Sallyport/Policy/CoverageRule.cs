using System.Collections.Frozen;
using Sallyport.Detection;
using Sallyport.Text;

namespace Sallyport.Policy;

/// <summary>What follows, at one place, from a segment that was not read: only an enforced guard that wanted it read can block it.</summary>
public sealed class CoverageRule
{
    private readonly FrozenDictionary<Form, string> _uninspectable;
    private readonly FrozenDictionary<string, string> _unreachable;

    internal CoverageRule(IReadOnlyList<GuardRule> rules, IReadOnlyList<Detector> detectors, IReadOnlyDictionary<Form, GapAction> byForm)
    {
        var enforced = rules.Where(rule => rule.CanAct).ToArray();
        _uninspectable = Blocking(
            Enum.GetValues<Form>().Where(form => form is not (Form.Text or Form.Json)),
            form => enforced.FirstOrDefault(rule => (rule.Guard.OnUninspectable ?? byForm.GetValueOrDefault(form, GapAction.Block)) == GapAction.Block));
        _unreachable = Blocking(
            detectors.Select(detector => detector.Name).Distinct(StringComparer.Ordinal),
            name => enforced.FirstOrDefault(rule => rule.Guard.OnUnreachable == GapAction.Block
                && detectors.Any(detector => detector.Name == name && detector.Kinds.Any(rule.Wants))));
    }

    /// <summary>The guard that blocks a segment in a form that no detector reads; null where it passes, recorded as uninspectable.</summary>
    public string? GuardAgainst(Form form) => _uninspectable.GetValueOrDefault(form);

    /// <summary>The guard that blocks a segment that a detector failed to read; null where it passes, recorded as unreachable.</summary>
    /// <param name="detector">The detector's name.</param>
    public string? GuardAgainst(string detector) => _unreachable.GetValueOrDefault(detector);

    private static FrozenDictionary<T, string> Blocking<T>(IEnumerable<T> gaps, Func<T, GuardRule?> blocker)
        where T : notnull =>
        gaps.Select(gap => (Gap: gap, Rule: blocker(gap)))
            .Where(pair => pair.Rule is not null)
            .ToFrozenDictionary(pair => pair.Gap, pair => pair.Rule!.Name);
}
