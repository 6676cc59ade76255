using Sallyport.Detection;

namespace Sallyport.Policy;

/// <summary>
/// A policy compiled for one direction and origin: which detectors run, and what follows from a finding.
/// Immutable; shared by all exchanges of a tenant under one policy version.
/// </summary>
public abstract class GuardPlan
{
    /// <summary>The detectors that some guard asks for, each once.</summary>
    public abstract IReadOnlyList<PlannedDetector> Detectors { get; }

    /// <summary>Judges a finding. Cheap: called for each finding, not for each character.</summary>
    public abstract Judgement Judge(in Finding finding, ReadOnlySpan<char> value);
}
