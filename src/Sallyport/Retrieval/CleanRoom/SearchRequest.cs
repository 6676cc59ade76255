using Sallyport.Retrieval.Library;

namespace Sallyport.Retrieval.CleanRoom;

/// <summary>What is searched for.</summary>
public sealed record SearchRequest
{
    /// <summary>The most results of one search, as at OpenAI.</summary>
    public const int MaxResults = 50;

    /// <summary>The most queries of one search.</summary>
    public const int MaxQueries = 8;

    /// <summary>The most vector stores of one search.</summary>
    public const int MaxStores = 8;

    /// <summary>The most queries times vector stores of one search.</summary>
    public const int MaxSearches = 16;

    /// <summary>The longest query, in UTF-16 code units.</summary>
    public const int MaxQueryLength = 8_192;

    /// <summary>The longest that all queries of a search are together, in UTF-16 code units: they stand sealed in the receipt, where each may take six bytes.</summary>
    public const int MaxQueriesLength = 32_768;

    /// <summary>Where; 1 to <see cref="MaxStores"/>.</summary>
    public required IReadOnlyList<VectorStoreId> Stores { get; init; }

    /// <summary>1 to <see cref="MaxQueries"/> texts, each 1 to <see cref="MaxQueryLength"/> characters. Each is searched for; a chunk keeps its best score.</summary>
    public required IReadOnlyList<string> Queries { get; init; }

    /// <summary>What chunks are ranked by.</summary>
    public SearchMode Mode { get; init; }

    /// <summary>The most chunks, 1 to <see cref="MaxResults"/>.</summary>
    public int Most { get; init; } = 10;

    /// <summary>The least score, 0 to 1.</summary>
    public float LeastScore { get; init; }

    /// <summary>Which documents, beside those that the principal is cleared for; null for all.</summary>
    public AttributeFilter? Filter { get; init; }

    /// <exception cref="RetrievalException">A value is out of range; the message says which.</exception>
    internal void Check()
    {
        if (Queries.Count is 0 or > MaxQueries || Queries.Any(static query => query is not { Length: > 0 and <= MaxQueryLength }))
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"A search has 1 to {MaxQueries} queries of 1 to {MaxQueryLength:N0} characters.");
        }

        if (Queries.Sum(static query => query.Length) > MaxQueriesLength)
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"The queries of a search have at most {MaxQueriesLength:N0} characters together.");
        }

        if (Stores.Count is 0 or > MaxStores || Stores.Distinct().Count() != Stores.Count)
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"A search names 1 to {MaxStores} vector stores, none twice.");
        }

        if (Stores.Count * Queries.Count > MaxSearches)
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"A search has at most {MaxSearches} pairs of a query and a vector store.");
        }

        if (Most is < 1 or > MaxResults)
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"A search returns 1 to {MaxResults} chunks.");
        }

        if (LeastScore is not (>= 0 and <= 1))
        {
            throw new RetrievalException(RetrievalFailure.Invalid, "A score threshold is 0 to 1.");
        }
    }
}
