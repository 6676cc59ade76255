using Sallyport.Detection.Models;

namespace Sallyport.Detection;

/// <summary>The detectors that a guard runs unless told otherwise: those that work by rules and those that work by the models shipped here. Shared by all tenants.</summary>
public static class StandardDetectors
{
    /// <summary>All of them. None needs a service; policy says which of them run where.</summary>
    public static IReadOnlyList<Detector> All { get; } = [.. RuleDetectors.All, .. ShippedHeads.Detectors];

    /// <summary>The same, and what the heads for typed attacks and for harmful requests are unsure of is read a second time, at most sixteen windows of an exchange; answers are not.</summary>
    /// <param name="encoder">Reads for the second stage: <c>OnnxTextEncoder</c> of Sallyport.Onnx.</param>
    /// <exception cref="ArgumentException">It isn't the one that the second stage was trained with.</exception>
    public static IReadOnlyList<Detector> With(TextEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return [.. RuleDetectors.All, .. ShippedHeads.DetectorsWith(encoder)];
    }
}
