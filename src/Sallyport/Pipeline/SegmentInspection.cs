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
    public IReadOnlyList<JudgedFinding> Findings { get; init; } = [];

    /// <summary>What is to leave otherwise than it came, in order.</summary>
    public IReadOnlyList<Edit> Edits { get; init; } = [];

    /// <summary>The guard that refuses the segment; null where none does.</summary>
    public string? BlockedBy { get; init; }

    /// <summary>The detectors that failed on it, by name.</summary>
    public IReadOnlyList<string> Unreachable { get; init; } = [];
}
