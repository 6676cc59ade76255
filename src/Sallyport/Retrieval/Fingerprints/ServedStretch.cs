using Sallyport.Retrieval.CleanRoom;
using Sallyport.Text;

namespace Sallyport.Retrieval.Fingerprints;

/// <summary>A stretch of a text that a search has shown.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Receipts">The receipts of the last searches that showed it, one for each set of labels, in the order found; at most <see cref="MostReceipts"/>.</param>
public sealed record ServedStretch(TextSpan Span, IReadOnlyList<ReceiptId> Receipts)
{
    /// <summary>The most receipts that a stretch names.</summary>
    public const int MostReceipts = 16;
}
