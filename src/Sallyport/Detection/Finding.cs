using Sallyport.Text;

namespace Sallyport.Detection;

/// <summary>Something a detector found. Two are equal where all but their reasons is: one thing that several views show is one finding.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where, in the original text, whichever view it was found in.</param>
/// <param name="Score">The probability that it is what it says, 0 to 1, at the prior that the detector's documentation states.</param>
/// <param name="Detector">The detector's name.</param>
public readonly record struct Finding(FindingKind Kind, TextSpan Span, float Score, string Detector)
{
    /// <summary>Why it was made; null where the kind says all there is to say, and for findings beyond the first 64 of an exchange that have a reason.</summary>
    public FindingReason? Reason { get; init; }

    /// <summary>Whether all but the reasons is equal.</summary>
    public bool Equals(Finding other) => Kind == other.Kind && Span == other.Span && Score.Equals(other.Score) && Detector == other.Detector;

    /// <summary>A hash of all but the reason.</summary>
    public override int GetHashCode() => HashCode.Combine(Kind, Span, Score, Detector);
}
