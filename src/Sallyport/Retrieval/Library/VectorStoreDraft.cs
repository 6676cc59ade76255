namespace Sallyport.Retrieval.Library;

/// <summary>What a caller says of a vector store.</summary>
public sealed record VectorStoreDraft
{
    /// <summary>The longest name, in UTF-16 code units.</summary>
    public const int MaxNameLength = 256;

    /// <summary>The longest time without activity, as at OpenAI.</summary>
    public const int MostExpiryDays = 365;

    private const int MaxMetadata = 16;
    private const int MaxMetadataName = 64;
    private const int MaxMetadataValue = 512;

    /// <summary>Its name, at most <see cref="MaxNameLength"/> characters; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>At most 16 pairs; names have 1 to 64 characters, values at most 512.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>After how many days without activity it expires, 1 to <see cref="MostExpiryDays"/>; null for never.</summary>
    public int? ExpiresAfterDays { get; init; }

    /// <exception cref="RetrievalException">A value is out of range; the message says which.</exception>
    internal void Check()
    {
        if (Name?.Length > MaxNameLength)
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"A vector store's name has at most {MaxNameLength} characters.");
        }

        if (Metadata.Count > MaxMetadata || Metadata.Any(static pair => pair.Key.Length is 0 or > MaxMetadataName || pair.Value is null || pair.Value.Length > MaxMetadataValue))
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"Metadata has at most {MaxMetadata} pairs, with names of 1 to {MaxMetadataName} and values of at most {MaxMetadataValue} characters.");
        }

        if (ExpiresAfterDays is < 1 or > MostExpiryDays)
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"A vector store expires after 1 to {MostExpiryDays} days.");
        }
    }
}
