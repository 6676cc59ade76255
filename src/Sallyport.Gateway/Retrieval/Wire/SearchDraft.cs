using System.Text.Json;

namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>The body of a search.</summary>
internal sealed record SearchDraft
{
    /// <summary>A text or several.</summary>
    public JsonElement Query { get; init; }

    public bool? RewriteQuery { get; init; }

    public int? MaxNumResults { get; init; }

    public JsonElement? Filters { get; init; }

    public RankingDraft? RankingOptions { get; init; }
}
