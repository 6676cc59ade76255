namespace Sallyport.Retrieval.Index;

/// <summary>A document in a segment.</summary>
/// <param name="Document">What filters see.</param>
/// <param name="FirstRow">Where its rows begin.</param>
/// <param name="Rows">How many it has, 1 or more.</param>
/// <param name="Length">The terms of all its chunks, each as often as it occurs.</param>
internal sealed record SegmentDocument(IndexedDocument Document, int FirstRow, int Rows, long Length);
