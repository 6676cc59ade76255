using Sallyport.Detection;
using Sallyport.Policy;

namespace Sallyport.Hosting;

/// <summary>What Sallyport guards by when it is embedded in an application. Read once, when the guard is made.</summary>
public sealed class SallyportOptions
{
    /// <summary>The policy, as YAML text.</summary>
    /// <value>The default is the preset <see cref="PolicyPresets.FirstRun"/>: answers are guarded, prompts are observed.</value>
    public string Policy { get; set; } = PolicyPresets.Text(PolicyPresets.FirstRun);

    /// <summary>The detectors in use; policy chooses among them.</summary>
    /// <value>The default is all that come with Sallyport.</value>
    public IList<Detector> Detectors { get; } = [.. StandardDetectors.All];

    /// <summary>Strings that must not leave in an answer, in any form: as they are, reversed, encoded, taken apart. Findings of kind secret.known.</summary>
    /// <value>At most 1,000, each of 8 to 8,192 UTF-16 code units.</value>
    public IList<string> KnownSecrets { get; } = [];

    /// <summary>The label that guards' conditions know this application's calls by; null for none.</summary>
    public string? Agent { get; set; }

    /// <summary>Called once when each exchange ends, on the thread that ended it. It must not throw and should return at once.</summary>
    public Action<GuardReport>? OnExchange { get; set; }
}
