using Sallyport.Detection;

namespace Sallyport.Pipeline;

/// <summary>A segment's hash, as <see cref="SegmentMemory"/> hands it out, and the known secrets with which the segment is read.</summary>
internal readonly record struct SegmentToken(SegmentHash Hash, KnownSecretSet? Secrets);
