using Sallyport.Detection;
using Sallyport.Detection.Pii;

namespace Sallyport.Hosting;

/// <summary>The detectors that come with Sallyport.</summary>
internal static class BuiltInDetectors
{
    public static IReadOnlyList<Detector> All => PiiDetectors.All;
}
