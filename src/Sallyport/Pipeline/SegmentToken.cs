using Sallyport.Detection;

namespace Sallyport.Pipeline;

/// <summary>A segment's hash, as <see cref="SegmentMemory"/> hands it out, and what else its detectors know while they read it.</summary>
internal readonly record struct SegmentToken(SegmentHash Hash, InspectionScope Scope);
