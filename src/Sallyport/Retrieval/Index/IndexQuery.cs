namespace Sallyport.Retrieval.Index;

/// <summary>A search. There is no filter by omission: whoever may see everything says so.</summary>
internal sealed record IndexQuery
{
    /// <summary>The most hits that a query may ask for.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The most terms of a question, some 30 KB of text: each is looked up in every segment.</summary>
    public const int MaxTerms = 4096;

    /// <summary>What is ranked by.</summary>
    public SearchMode Mode { get; init; }

    /// <summary>The question's vector, <c>float[Dimensions]</c> of the index, finite; not read under <see cref="SearchMode.Bm25"/>. Of length 1, or all zeros, which ranks nothing.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>The question's terms, each once, at most <see cref="MaxTerms"/>; not read under <see cref="SearchMode.Vector"/>. How often the question holds one doesn't count.</summary>
    public ReadOnlyMemory<TermCount> Terms { get; init; }

    /// <summary>The most hits.</summary>
    /// <value>1 to <see cref="MaxLimit"/>.</value>
    public required int Limit { get; init; }

    /// <summary>
    /// Whether a document may be found, asked once a document and search, before anything is ranked. A document that it refuses shapes no rank and no score:
    /// the hits are those of an index without it. Called on the searching thread; what it throws ends the search.
    /// </summary>
    public required Func<IndexedDocument, bool> Admits { get; init; }
}
