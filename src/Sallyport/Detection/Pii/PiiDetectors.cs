namespace Sallyport.Detection.Pii;

/// <summary>The rule detectors of personal data.</summary>
public static class PiiDetectors
{
    /// <summary>All of them. Together they report every kind of <see cref="PiiKinds"/>.</summary>
    public static IReadOnlyList<Detector> All { get; } = [new EmailDetector()];
}
