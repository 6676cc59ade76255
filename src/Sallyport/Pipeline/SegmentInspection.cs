using Sallyport.Retrieval.Fingerprints;
using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>What came of reading one segment.</summary>
public sealed record SegmentInspection
{
    /// <summary>The segment.</summary>
    public required Segment Segment { get; init; }

    /// <summary>What became of it.</summary>
    public required Coverage Coverage { get; init; }

    /// <summary>What was found.</summary>
    public FindingTally Findings { get; init; } = FindingTally.None;

    /// <summary>The text as it is to leave; null where it leaves as it came.</summary>
    public string? Edited { get; init; }

    /// <summary>The guard that refuses the segment; null where none does.</summary>
    public string? BlockedBy { get; init; }

    /// <summary>What went over a bound and so refuses the segment, in words for the operator; null where nothing did.</summary>
    public string? Reason { get; init; }

    /// <summary>The detectors that failed on it, by name.</summary>
    public IReadOnlyList<string> Unreachable { get; init; } = [];

    /// <summary>The stretches that are text of documents, which were read as retrieved besides; what that found is among <see cref="Findings"/>.</summary>
    public IReadOnlyList<ServedStretch> Served { get; init; } = [];

    /// <summary>Which of them <see cref="BlockedBy"/> refuses; null where it refuses the segment itself.</summary>
    public ServedStretch? BlockedIn { get; init; }
}
