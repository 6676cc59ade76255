namespace Sallyport.Retrieval.Library;

/// <summary>A vector store: documents that are searched together. Immutable.</summary>
public sealed record VectorStore
{
    /// <summary>Names it.</summary>
    public required VectorStoreId Id { get; init; }

    /// <summary>Its name, or null. The tenant's content: never log it.</summary>
    public string? Name { get; init; }

    /// <summary>What the tenant noted beside it. The tenant's content.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was created, to the millisecond.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was last searched or changed, as near as a minute.</summary>
    public required DateTimeOffset LastActive { get; init; }

    /// <summary>After how many days without activity it expires; null for never.</summary>
    public int? ExpiresAfterDays { get; init; }

    /// <summary>From when on nothing is found in it, its documents being removed; null for never.</summary>
    public DateTimeOffset? Expires => ExpiresAfterDays is { } days ? LastActive.AddDays(days) : null;

    /// <summary>How many files are attached, by state.</summary>
    public FileCounts Counts { get; init; } = FileCounts.None;

    /// <summary>What its chunks take up: texts, terms and vectors, before they are sealed.</summary>
    public long UsageBytes { get; init; }

    /// <summary>The embedder whose vectors it is searched by. Under another one its documents are embedded anew, and this changes when the last of them is.</summary>
    public required string Embedder { get; init; }

    /// <summary>Raised by every change of what is found in it.</summary>
    public required long Revision { get; init; }

    // A record prints its members; name and metadata are the tenant's.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(nameof(Id)).Append(" = ").Append(Id).Append(", ").Append(nameof(Revision)).Append(" = ").Append(Revision);
        return true;
    }
}
