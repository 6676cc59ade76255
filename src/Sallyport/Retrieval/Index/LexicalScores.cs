using System.Buffers;

namespace Sallyport.Retrieval.Index;

/// <summary>
/// BM25 (Robertson and Zaragoza, 2009, doi:10.1561/1500000019) of each row for a question's terms: idf · count / (count + k1 · (1 - b + b · length / average)), where
/// idf = ln(1 + (N - n + 1/2) / (n + 1/2)). Rows, average and frequencies are those of the documents that the search may see, so that a score says nothing of
/// others. Divided by the sum of all idf, a score lies between 0 and 1.
/// </summary>
internal sealed class LexicalScores : IDisposable
{
    // The usual ones. On XQuAD, k1 of 0.9 and 1.5 and b of 0.5 and 0.9 are no better.
    private const float K1 = 1.2f;
    private const float B = 0.75f;

    private readonly IReadOnlyList<SearchScope> _scopes;
    private readonly float[]?[] _scores;

    /// <summary>Scores every row.</summary>
    public LexicalScores(IReadOnlyList<SearchScope> scopes, ReadOnlySpan<TermCount> terms, CancellationToken cancellationToken)
    {
        _scopes = scopes;
        _scores = new float[]?[scopes.Count];
        try
        {
            Score(Weights(terms), terms, cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The score of a row: 0 where it holds none of the terms.</summary>
    public float Of(int scope, int row) => _scores[scope] is { } scores ? scores[row] : 0;

    /// <summary>Shows all rows that hold a term.</summary>
    public void Rank(BestRows best)
    {
        for (var scope = 0; scope < _scores.Length; scope++)
        {
            if (_scores[scope] is not { } scores)
            {
                continue;
            }

            var rows = _scopes[scope].Segment.Rows;
            for (var row = 0; row < rows; row++)
            {
                if (scores[row] > 0 && scores[row] >= best.Least)
                {
                    best.Add(new(scope, row, scores[row]));
                }
            }
        }
    }

    /// <summary>Gives its buffers back.</summary>
    public void Dispose()
    {
        for (var i = 0; i < _scores.Length; i++)
        {
            if (_scores[i] is { } scores)
            {
                ArrayPool<float>.Shared.Return(scores);
                _scores[i] = null;
            }
        }
    }

    /// <summary>The weight of each term: its idf as a share of all.</summary>
    private float[] Weights(ReadOnlySpan<TermCount> terms)
    {
        var rows = _scopes.Sum(static scope => (double)scope.Rows);
        var weights = new double[terms.Length];
        for (var i = 0; i < terms.Length; i++)
        {
            var having = 0.0;
            foreach (var scope in _scopes)
            {
                having += scope.CountOf(scope.Segment.Postings.Find(terms[i].Term));
            }

            weights[i] = Math.Log(1 + ((rows - having + 0.5) / (having + 0.5)));
        }

        var sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }

    private void Score(float[] weights, ReadOnlySpan<TermCount> terms, CancellationToken cancellationToken)
    {
        var rows = _scopes.Sum(static scope => (double)scope.Rows);
        var average = Math.Max(1, _scopes.Sum(static scope => (double)scope.Length) / Math.Max(1, rows));
        var perLength = (float)(K1 * B / average);
        for (var i = 0; i < _scopes.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var t = 0; t < terms.Length; t++)
            {
                var postings = _scopes[i].Segment.Postings.Find(terms[t].Term);
                if (!postings.IsEmpty)
                {
                    AddTerm(_scopes[i], postings, weights[t], perLength, _scores[i] ??= Cleared(_scopes[i].Segment.Rows));
                }
            }
        }
    }

    private static void AddTerm(SearchScope scope, ReadOnlySpan<uint> postings, float weight, float perLength, float[] scores)
    {
        var lengths = scope.Segment.Lengths;
        foreach (var posting in postings)
        {
            if (scope.Admits(posting))
            {
                var row = PostingTable.RowOf(posting);
                float count = PostingTable.CountOf(posting);
                scores[row] += weight * count / (count + (K1 * (1 - B)) + (perLength * lengths[row]));
            }
        }
    }

    private static float[] Cleared(int rows)
    {
        var scores = ArrayPool<float>.Shared.Rent(rows);
        scores.AsSpan(0, rows).Clear();
        return scores;
    }
}
