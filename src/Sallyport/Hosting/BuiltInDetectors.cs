using Sallyport.Detection;
using Sallyport.Detection.HiddenText;
using Sallyport.Detection.KnownSecrets;
using Sallyport.Detection.Pii;
using Sallyport.Detection.PromptLeak;
using Sallyport.Detection.Secrets;

namespace Sallyport.Hosting;

/// <summary>The detectors that come with Sallyport.</summary>
internal static class BuiltInDetectors
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        .. PiiDetectors.All,
        new TokenDetector(), new AssignmentDetector(), new PrivateKeyDetector(), new KnownSecretDetector(),
        new PromptLeakDetector(), new HiddenTextDetector(),
    ];
}
