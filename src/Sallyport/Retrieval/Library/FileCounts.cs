namespace Sallyport.Retrieval.Library;

/// <summary>How many files of a vector store or of a batch are in which state.</summary>
/// <param name="InProgress">Not read yet, or being read.</param>
/// <param name="Completed">Searchable.</param>
/// <param name="Failed">Given up, with an error.</param>
/// <param name="Cancelled">Cancelled before they were done.</param>
public sealed record FileCounts(long InProgress, long Completed, long Failed, long Cancelled)
{
    /// <summary>No files.</summary>
    public static FileCounts None { get; } = new(0, 0, 0, 0);

    /// <summary>All of them.</summary>
    public long Total => InProgress + Completed + Failed + Cancelled;
}
