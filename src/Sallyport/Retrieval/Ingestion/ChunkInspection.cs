using Sallyport.Detection;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>What came of reading a chunk.</summary>
/// <param name="IsQuarantined">Whether it is to be kept out of searches.</param>
/// <param name="Findings">What was found; spans are in the chunk's text.</param>
public sealed record ChunkInspection(bool IsQuarantined, IReadOnlyList<Finding> Findings)
{
    /// <summary>Of a chunk that nothing was found in.</summary>
    public static ChunkInspection Clean { get; } = new(IsQuarantined: false, []);
}
