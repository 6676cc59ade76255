using Sallyport.Detection;
using Sallyport.Detection.Canaries;

namespace Sallyport.Gateway.Exchanges;

/// <summary>The detectors of a gateway: the standard ones, and the one that keeps tenants apart.</summary>
internal static class GatewayDetectors
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Detector> All { get; } = With(StandardDetectors.All);

    /// <summary>These, and the one that keeps tenants apart.</summary>
    public static IReadOnlyList<Detector> With(IReadOnlyList<Detector> detectors) => [.. detectors, new CanaryDetector()];

    /// <summary>The kinds that a tenant's policy may name.</summary>
    public static IReadOnlyCollection<FindingKind> Kinds { get; } = [.. All.SelectMany(static detector => detector.Kinds).Where(static kind => kind != CanaryKinds.Breach)];
}
