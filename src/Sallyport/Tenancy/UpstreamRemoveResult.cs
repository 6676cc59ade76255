namespace Sallyport.Tenancy;

/// <summary>What became of an upstream that was to be removed.</summary>
public enum UpstreamRemoveResult
{
    /// <summary>It is removed.</summary>
    Done,

    /// <summary>There is none of that name.</summary>
    NotFound,

    /// <summary>The tenant's embedder uses it.</summary>
    EmbedsByIt,
}
