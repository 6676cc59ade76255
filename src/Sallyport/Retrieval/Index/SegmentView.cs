namespace Sallyport.Retrieval.Index;

/// <summary>A segment as a snapshot sees it.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Removed">For each document whether it is gone; null where none is. Never changed.</param>
/// <param name="LiveRows">The rows of those that are not gone.</param>
internal sealed record SegmentView(IndexSegment Segment, bool[]? Removed, int LiveRows)
{
    /// <summary>All of a segment.</summary>
    public SegmentView(IndexSegment segment)
        : this(segment, null, segment.Rows)
    {
    }

    /// <summary>Whether a document is gone.</summary>
    public bool IsRemoved(int document) => Removed is not null && Removed[document];

    /// <summary>The view without a document.</summary>
    public SegmentView Without(int document)
    {
        var removed = Removed is null ? new bool[Segment.Documents.Length] : (bool[])Removed.Clone();
        removed[document] = true;
        return new(Segment, removed, LiveRows - Segment.Documents[document].Rows);
    }
}
