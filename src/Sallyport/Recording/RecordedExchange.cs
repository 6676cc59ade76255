namespace Sallyport.Recording;

/// <summary>What is kept of an exchange's content, without the texts.</summary>
/// <param name="Exchange">The exchange's identifier.</param>
/// <param name="Recorded">When it was recorded, to the millisecond.</param>
/// <param name="Expires">From when on it may be purged.</param>
/// <param name="Segments">Its segments, by position.</param>
public sealed record RecordedExchange(string Exchange, DateTimeOffset Recorded, DateTimeOffset Expires, IReadOnlyList<RecordedSegment> Segments);
