using Sallyport.Detection;
using Sallyport.Onnx.Embedders;

namespace Sallyport.Server.Serving;

/// <summary>The detectors of this program: the standard ones with the second stage of the injection heads, whose encoder is loaded when a text first needs it.</summary>
internal static class ServedDetectors
{
    private static readonly Lazy<IReadOnlyList<Detector>> Opened = new(static () => StandardDetectors.With(OnnxTextEncoder.OpenShipped()));

    /// <summary>All of them.</summary>
    /// <exception cref="InvalidDataException">A file of the encoder is damaged. The message names it, with both checksums.</exception>
    public static IReadOnlyList<Detector> All => Opened.Value;
}
