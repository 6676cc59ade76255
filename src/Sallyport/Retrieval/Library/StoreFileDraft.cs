using Sallyport.Retrieval.Chunking;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>A file that is to be attached to a vector store.</summary>
/// <param name="File">The file; it must be whole.</param>
public sealed record StoreFileDraft(FileId File)
{
    /// <summary>How it is to be cut.</summary>
    public ChunkingStrategy Chunking { get; init; } = ChunkingStrategy.Auto;

    /// <summary>At most <see cref="AttributeValue.MaxCount"/>; names have 1 to <see cref="AttributeValue.MaxNameLength"/> characters.</summary>
    public IReadOnlyDictionary<string, AttributeValue> Attributes { get; init; } = new Dictionary<string, AttributeValue>();

    /// <summary>
    /// At most <see cref="Clearance.MaxCount"/> names of 1 to 64 letters, digits, '-', '_' and '.'. Null, the default, for those that the file has in this vector store already; it has none where it is
    /// attached for the first time.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <exception cref="RetrievalException">A value is out of range; the message says which.</exception>
    internal void Check()
    {
        Check(Attributes);
        CheckLabels(Labels ?? []);
    }

    internal static void Check(IReadOnlyDictionary<string, AttributeValue> attributes)
    {
        if (attributes.Count > AttributeValue.MaxCount || attributes.Keys.Any(static name => name.Length is 0 or > AttributeValue.MaxNameLength))
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"A file has at most {AttributeValue.MaxCount} attributes, with names of 1 to {AttributeValue.MaxNameLength} characters.");
        }
    }

    internal static void CheckLabels(IReadOnlyList<string> labels)
    {
        if (!Clearance.AreValid(labels))
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"A document has at most {Clearance.MaxCount} labels, each of {Clearance.Rule}, and none twice.");
        }
    }
}
