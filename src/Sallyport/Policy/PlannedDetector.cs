using Sallyport.Detection;

namespace Sallyport.Policy;

/// <summary>A detector as a plan uses it.</summary>
/// <param name="Detector">The detector.</param>
/// <param name="IsEnforcing">Whether some enforced guard could act on what it finds. One that only observes never holds text back.</param>
public readonly record struct PlannedDetector(Detector Detector, bool IsEnforcing);
