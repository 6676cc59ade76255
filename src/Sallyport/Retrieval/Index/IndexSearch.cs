using Sallyport.Retrieval.Rotation;

namespace Sallyport.Retrieval.Index;

/// <summary>
/// One search over the segments of a snapshot. Steps: ask the filter about every document; rank what it admits by vectors, every row exactly, and by words;
/// fuse the two by reciprocal rank (Cormack, Clarke and Büttcher, 2009, doi:10.1145/1571941.1572114). A row that neither ranking has among its best isn't
/// found, even where the two together would have lifted it.
/// </summary>
internal sealed class IndexSearch : IDisposable
{
    // As in the paper; it is not tuned.
    private const float RankConstant = 60;

    // How far down each ranking the fusion looks.
    private const int LeastFused = 100;
    private const int FusedPerHit = 4;

    private const int RowsAtOnce = 256;

    private readonly IndexQuery _query;
    private readonly CancellationToken _cancellationToken;
    private readonly List<SearchScope> _scopes = [];
    private readonly RowOrder _order;
    private readonly float[]? _vector;
    private readonly LexicalScores? _lexical;
    private Dictionary<(int Scope, int Row), float>? _products;
    private RowScore[] _ranked = [];

    /// <summary>Prepares a search; the query is checked.</summary>
    public IndexSearch(IReadOnlyList<SegmentView> views, IndexQuery query, int stride, CancellationToken cancellationToken)
    {
        _query = query;
        _cancellationToken = cancellationToken;
        _order = new(_scopes);
        try
        {
            foreach (var view in views)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _scopes.Add(new(view, query.Admits));
            }

            if (query.Mode != SearchMode.Bm25 && stride > 0)
            {
                _vector = new float[stride];
                query.Vector.Span.CopyTo(_vector);
            }

            if (query.Mode != SearchMode.Vector)
            {
                _lexical = new(_scopes, query.Terms.Span, cancellationToken);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The documents that the search may see.</summary>
    public IReadOnlyList<FileId> Files => [.. _scopes.SelectMany(static scope => scope.Documents).Select(static document => document.Document.File)];

    /// <summary>How many chunks they have.</summary>
    public long Rows => _scopes.Sum(static scope => (long)scope.Rows);

    /// <summary>How far down the ranking by vectors is read.</summary>
    public int VectorDepth => _query.Mode == SearchMode.Vector ? _query.Limit : FusedDepth;

    private int FusedDepth => Math.Max(LeastFused, FusedPerHit * _query.Limit);

    /// <summary>Takes the ranking by vectors from elsewhere. What isn't of this search's documents, as they were when it began, is left out.</summary>
    public void Take(IReadOnlyList<RankedChunk> ranked)
    {
        var places = _scopes.SelectMany(static (scope, number) => scope.Documents.Select(document => (document.Document.File, Place: (number, document)))).ToDictionary(static pair => pair.File, static pair => pair.Place);
        _products = [];
        foreach (var (file, ordinal, product) in ranked)
        {
            if (places.TryGetValue(file, out var place)
                && _scopes[place.number].Segment.Ordinals.AsSpan(place.document.FirstRow, place.document.Rows).IndexOf(ordinal) is >= 0 and var row)
            {
                _products[(place.number, place.document.FirstRow + row)] = product;
            }
        }

        _ranked = [.. _products.Select(static pair => new RowScore(pair.Key.Scope, pair.Key.Row, pair.Value)).OrderDescending(_order)];
    }

    /// <summary>The best hits first.</summary>
    public IReadOnlyList<IndexHit> Run() => _query.Mode switch
    {
        SearchMode.Vector => [.. ByVector(_query.Limit).Select(static row => (row, Math.Max(0, row.Score))).Select(Hit)],
        SearchMode.Bm25 => [.. ByTerms(_query.Limit).Select(static row => (row, row.Score)).Select(Hit)],
        _ => [.. Fused(FusedDepth).Take(_query.Limit).Select(Hit)],
    };

    /// <summary>Gives its buffers back, and wipes the question's vector.</summary>
    public void Dispose()
    {
        _lexical?.Dispose();
        _scopes.ForEach(static scope => scope.Dispose());
        _vector?.AsSpan().Clear();
    }

    private RowScore[] ByVector(int count)
    {
        if (_vector is null)
        {
            return _ranked.Length <= count ? _ranked : _ranked[..count];
        }

        var best = new BestRows(count, _order);
        if (_vector.AsSpan().IndexOfAnyExcept(0f) < 0)
        {
            return [];
        }

        Span<float> products = stackalloc float[RowsAtOnce];
        for (var scope = 0; scope < _scopes.Count; scope++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            foreach (var (first, rows) in _scopes[scope].Runs)
            {
                for (var from = first; from < first + rows; from += RowsAtOnce)
                {
                    var some = products[..Math.Min(RowsAtOnce, first + rows - from)];
                    _scopes[scope].Segment.Vectors.Dot(_vector, from, some);
                    Show(some, scope, from, best);
                }
            }
        }

        return best.Take();
    }

    private static void Show(ReadOnlySpan<float> products, int scope, int from, BestRows best)
    {
        for (var i = 0; i < products.Length; i++)
        {
            if (products[i] >= best.Least)
            {
                best.Add(new(scope, from + i, products[i]));
            }
        }
    }

    private RowScore[] ByTerms(int count)
    {
        var best = new BestRows(count, _order);
        _lexical!.Rank(best);
        return best.Take();
    }

    private IEnumerable<(RowScore Row, float Score)> Fused(int depth)
    {
        var fused = new Dictionary<(int Scope, int Row), float>();
        foreach (var ranking in new[] { ByVector(depth), ByTerms(depth) })
        {
            for (var rank = 0; rank < ranking.Length; rank++)
            {
                var (scope, row, _) = ranking[rank];
                fused[(scope, row)] = fused.GetValueOrDefault((scope, row)) + ((RankConstant + 1) / 2 / (RankConstant + 1 + rank));
            }
        }

        return fused.Select(static entry => new RowScore(entry.Key.Scope, entry.Key.Row, entry.Value))
            .OrderDescending(_order)
            .Select(static row => (row, row.Score));
    }

    private IndexHit Hit((RowScore Row, float Score) found)
    {
        var (scope, row, _) = found.Row;
        var segment = _scopes[scope].Segment;
        float? cosine = null;
        if (_vector is not null)
        {
            Span<float> product = stackalloc float[1];
            segment.Vectors.Dot(_vector, row, product);
            cosine = Math.Clamp(product[0], -1, 1);
        }
        else if (_products?.TryGetValue((scope, row), out var ranked) == true)
        {
            cosine = Math.Clamp(ranked, -1, 1);
        }

        return new(
            segment.DocumentOf(row).Document.File,
            segment.Ordinals[row],
            Math.Clamp(found.Score, 0, 1),
            cosine,
            _lexical is null ? null : Math.Min(1, _lexical.Of(scope, row)));
    }
}
