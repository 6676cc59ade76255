using Sallyport.Pipeline;
using Sallyport.Policy;

namespace Sallyport.Hosting;

/// <summary>What scanning one text told. Holds kinds and offsets, and none of the text.</summary>
public sealed record TextScanResult
{
    /// <summary>The strictest action of the policy's guards; flag where only observing ones took something up, ignore where none did.</summary>
    public required GuardAction Verdict { get; init; }

    /// <summary>The highest score found in each family that the detectors know, by name; 0 where nothing was found.</summary>
    public required IReadOnlyList<KeyValuePair<string, float>> Scores { get; init; }

    /// <summary>Everything that was found, in the order of the text, also what no guard of the policy takes up, unless it scores under 0.1.</summary>
    public required IReadOnlyList<JudgedFinding> Findings { get; init; }

    /// <summary>What became of the text.</summary>
    public required Coverage Coverage { get; init; }
}
