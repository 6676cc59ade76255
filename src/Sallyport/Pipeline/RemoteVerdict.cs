using Sallyport.Detection;

namespace Sallyport.Pipeline;

/// <summary>What a remote guard said of one text as a whole.</summary>
/// <param name="Text">The text's place among those that were read.</param>
/// <param name="Detector">The remote guard, as findings name it.</param>
/// <param name="Scores">The kinds that it decided with their scores, 0 to 1; null where it could not be asked, so that nothing was said.</param>
public readonly record struct RemoteVerdict(int Text, string Detector, IReadOnlyList<(FindingKind Kind, float Score)>? Scores)
{
    /// <summary>Whether that lies with the text, so that its sender could choose it: there is more than the guard may be asked about, or it talked the guard out of a verdict.</summary>
    public bool IsBySender { get; init; }
}
