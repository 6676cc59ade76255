using Sallyport.Detection;

namespace Sallyport.Pipeline;

/// <summary>What a remote guard said of one text as a whole.</summary>
/// <param name="Text">The text's place among those that were read.</param>
/// <param name="Detector">The remote guard, as findings name it.</param>
/// <param name="Scores">The kinds that it decided with their scores, 0 to 1; null where it could not be asked, so that nothing was said.</param>
public readonly record struct RemoteVerdict(int Text, string Detector, IReadOnlyList<(FindingKind Kind, float Score)>? Scores)
{
    /// <summary>Whether it was not asked because there is more to read than it may be asked about.</summary>
    public bool IsTooLong { get; init; }
}
