namespace Sallyport.Retrieval;

/// <summary>What a search ranks by.</summary>
public enum SearchMode
{
    /// <summary>Meaning and words: the ranks of both, fused.</summary>
    Hybrid,

    /// <summary>Meaning alone: the dot product of vectors.</summary>
    Vector,

    /// <summary>Words alone: BM25.</summary>
    Bm25,
}
