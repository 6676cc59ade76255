namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>How to rank.</summary>
internal sealed record RankingDraft
{
    /// <summary>Ours: <c>hybrid</c> (the same as OpenAI's <c>auto</c> and its dated ranker), <c>vector</c> or <c>bm25</c>; <c>none</c> is <c>vector</c>.</summary>
    public string? Ranker { get; init; }

    public float? ScoreThreshold { get; init; }
}
