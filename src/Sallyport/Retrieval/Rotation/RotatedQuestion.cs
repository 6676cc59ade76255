namespace Sallyport.Retrieval.Rotation;

/// <summary>What chunks are ranked by.</summary>
/// <param name="Vector">The question's vector under the tenant's rotation.</param>
/// <param name="Files">The documents that may be found; no others are looked at.</param>
/// <param name="Chunks">How many chunks they have, all together.</param>
/// <param name="Most">How many to give; at least 1.</param>
public sealed record RotatedQuestion(ReadOnlyMemory<float> Vector, IReadOnlyList<FileId> Files, long Chunks, int Most);
