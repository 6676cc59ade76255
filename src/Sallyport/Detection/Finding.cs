using Sallyport.Text;

namespace Sallyport.Detection;

/// <summary>Something a detector found.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where, in the original text, whichever view it was found in.</param>
/// <param name="Score">The probability that it is what it says, 0 to 1, at the prior that the detector's documentation states.</param>
/// <param name="Detector">The detector's name.</param>
public readonly record struct Finding(FindingKind Kind, TextSpan Span, float Score, string Detector);
