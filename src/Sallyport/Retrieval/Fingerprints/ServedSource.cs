using Sallyport.Retrieval.CleanRoom;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Fingerprints;

/// <summary>What a fingerprint is from.</summary>
/// <param name="Receipt">The receipt of the search that showed it.</param>
/// <param name="Key">Whose search that was.</param>
/// <param name="Labels">The labels of its document, sorted.</param>
/// <param name="Served">When, in milliseconds since 1970.</param>
internal sealed record ServedSource(ReceiptId Receipt, KeyId Key, IReadOnlyList<string> Labels, long Served)
{
    /// <summary>Whether a principal may learn that the text is a document's: it was shown to this key, or a search would show it.</summary>
    public bool IsFor(Principal principal) => principal.Key == Key || Clearance.Covers(principal.Clearances, Labels);

    /// <summary>Whether both are for the same principals, their own keys aside.</summary>
    public bool HasLabelsOf(ServedSource other) => ReferenceEquals(this, other) || Labels.SequenceEqual(other.Labels, StringComparer.Ordinal);

    /// <summary>Whether both are of one search and for the same principals.</summary>
    public bool IsAlike(ServedSource other) => Receipt == other.Receipt && Key == other.Key && HasLabelsOf(other);
}
