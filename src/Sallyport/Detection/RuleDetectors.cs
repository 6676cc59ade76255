using Sallyport.Detection.Exemplars;
using Sallyport.Detection.HiddenText;
using Sallyport.Detection.Instructions;
using Sallyport.Detection.KnownSecrets;
using Sallyport.Detection.Names;
using Sallyport.Detection.Pii;
using Sallyport.Detection.PromptLeak;
using Sallyport.Detection.Secrets;

namespace Sallyport.Detection;

/// <summary>The detectors that need no service: rules, and the model of names that ships. Shared by all tenants.</summary>
public static class RuleDetectors
{
    /// <summary>All of them: personal data, names, secrets, leaks, hidden text, instructions, confirmed attacks.</summary>
    public static IReadOnlyList<Detector> All { get; } =
    [
        .. PiiDetectors.All, new NameDetector(),
        new TokenDetector(), new AssignmentDetector(), new NamedSecretDetector(), new PrivateKeyDetector(), new KnownSecretDetector(),
        new PromptLeakDetector(), new HiddenTextDetector(), new LayeredTextDetector(), InstructionDetector.Latin, InstructionDetector.OtherScripts,
        new ExemplarDetector(),
    ];
}
