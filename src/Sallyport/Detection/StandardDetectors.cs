using Sallyport.Detection.Models;

namespace Sallyport.Detection;

/// <summary>The detectors that a guard runs unless told otherwise: those that work by rules and those that work by the models shipped here. Shared by all tenants.</summary>
public static class StandardDetectors
{
    /// <summary>All of them. None needs a service; policy says which of them run where.</summary>
    public static IReadOnlyList<Detector> All { get; } = [.. RuleDetectors.All, .. ShippedHeads.Detectors];
}
