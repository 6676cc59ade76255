using Sallyport.Detection;
using Sallyport.Detection.Models;
using Sallyport.Policy.Reading;

namespace Sallyport.Policy;

/// <summary>A guard as it holds at one place.</summary>
internal sealed class GuardRule(PolicyGuard guard, GuardPlace place)
{
    private readonly double _threshold = guard.ThresholdFor(place.Origin);
    private readonly IReadOnlyDictionary<string, double>? _learned = guard.Sensitivity is { } sensitivity ? ShippedHeads.ScoresOf(Words<Sensitivity>.Of(sensitivity)) : null;

    public string Name => guard.Name;

    public GuardAction Action => guard.Action;

    public bool IsEnforced => guard.Mode == GuardMode.Enforce;

    /// <summary>Whether what it finds can change or stop a text.</summary>
    public bool CanAct => IsEnforced && Action > GuardAction.Flag;

    public PolicyGuard Guard => guard;

    public bool Wants(FindingKind kind) => place.Reads(kind) && Covers(guard.Findings, kind);

    public bool Takes(in Finding finding) =>
        finding.Score >= (_learned is not null && _learned.TryGetValue(finding.Kind.Name, out var score) ? score : _threshold);

    public static bool Covers(IReadOnlyList<string> findings, FindingKind kind)
    {
        for (var i = 0; i < findings.Count; i++)
        {
            if (findings[i] == PolicyFormat.AnyFinding || kind.IsUnder(findings[i]))
            {
                return true;
            }
        }

        return false;
    }
}
