using System.Text.Json;

namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>The body of <c>/v1/retrieve</c>.</summary>
internal sealed record RetrieveDraft
{
    public string? Query { get; init; }

    public IReadOnlyList<string>? VectorStoreIds { get; init; }

    public int? MaxNumResults { get; init; }

    /// <summary>The most characters of context; whole chunks only.</summary>
    public int? MaxCharacters { get; init; }

    public JsonElement? Filters { get; init; }

    public RankingDraft? RankingOptions { get; init; }
}
