namespace Sallyport.Retrieval.Chunking;

/// <summary>How long chunks may be, and how much of a chunk the next one repeats; the two strategies of OpenAI's vector stores in one. Tokens are those of <see cref="TokenEstimate"/>.</summary>
public sealed record ChunkingStrategy
{
    /// <summary>The least <see cref="MaxTokens"/>.</summary>
    public const int LeastMaxTokens = 100;

    /// <summary>The largest <see cref="MaxTokens"/>.</summary>
    public const int LargestMaxTokens = 4096;

    private ChunkingStrategy(int maxTokens, int overlapTokens)
    {
        MaxTokens = maxTokens;
        OverlapTokens = overlapTokens;
    }

    /// <summary>OpenAI's <c>auto</c>: 800 tokens of which 400 overlap.</summary>
    public static ChunkingStrategy Auto { get; } = new(800, 400);

    /// <summary>The most tokens of a chunk (<c>max_chunk_size_tokens</c>).</summary>
    /// <value>100 to 4,096.</value>
    public int MaxTokens { get; }

    /// <summary>The most tokens of a chunk's end that the next one begins with (<c>chunk_overlap_tokens</c>).</summary>
    /// <value>0 to half of <see cref="MaxTokens"/>.</value>
    public int OverlapTokens { get; }

    /// <summary>OpenAI's <c>static</c>.</summary>
    /// <param name="maxTokens">See <see cref="MaxTokens"/>.</param>
    /// <param name="overlapTokens">See <see cref="OverlapTokens"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of its range.</exception>
    public static ChunkingStrategy Static(int maxTokens, int overlapTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, LeastMaxTokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxTokens, LargestMaxTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(overlapTokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(overlapTokens, maxTokens / 2);
        return new ChunkingStrategy(maxTokens, overlapTokens);
    }
}
