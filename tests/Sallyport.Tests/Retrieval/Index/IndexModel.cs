using Sallyport.Retrieval;
using Sallyport.Retrieval.Index;

namespace Sallyport.Tests.Retrieval.Index;

/// <summary>What an index has to answer, in the plainest form: every chunk is scored, one after the other.</summary>
internal sealed class IndexModel
{
    private readonly Dictionary<FileId, DocumentEntry> _documents = [];

    public void Put(DocumentEntry document) => _documents[document.File] = document;

    public void Remove(FileId file) => _documents.Remove(file);

    public List<IndexHit> Search(IndexQuery query)
    {
        var chunks = _documents.Values
            .Where(document => query.Admits(new(document.File, document.Labels, document.Attributes)))
            .SelectMany(static document => document.Chunks.Where(static chunk => !chunk.IsQuarantined).Select(chunk => (document.File, Chunk: chunk)))
            .OrderBy(static row => row.File.Value, StringComparer.Ordinal)
            .ThenBy(static row => row.Chunk.Ordinal)
            .ToList();
        var cosines = query.Mode == SearchMode.Bm25 ? null : chunks.Select(row => Dot(row.Chunk.Vector.Span, query.Vector.Span)).ToList();
        var lexical = query.Mode == SearchMode.Vector ? null : Bm25([.. chunks.Select(static row => row.Chunk)], query.Terms.ToArray());
        var byVector = cosines is null || query.Vector.Span.IndexOfAnyExcept(0f) < 0 ? [] : Best(cosines, float.NegativeInfinity);
        var byTerms = lexical is null ? [] : Best(lexical, 0);
        var depth = Math.Max(100, 4 * query.Limit);
        IEnumerable<(int Row, float Score)> found = query.Mode switch
        {
            SearchMode.Vector => byVector.Select(row => (row, Math.Max(0, cosines![row]))),
            SearchMode.Bm25 => byTerms.Select(row => (row, lexical![row])),
            _ => Fuse(byVector.Take(depth), byTerms.Take(depth)),
        };
        return
        [
            .. found.Take(query.Limit).Select(hit => new IndexHit(chunks[hit.Row].File, chunks[hit.Row].Chunk.Ordinal, hit.Score, cosines?[hit.Row], lexical?[hit.Row])),
        ];
    }

    private static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = 0f;
        for (var i = 0; i < one.Length; i++)
        {
            sum += one[i] * other[i];
        }

        return sum;
    }

    // Rows stand in the order of ties, and the sort is stable.
    private static List<int> Best(List<float> scores, float above) =>
        [.. Enumerable.Range(0, scores.Count).Where(row => scores[row] > above).OrderByDescending(row => scores[row])];

    private static IEnumerable<(int Row, float Score)> Fuse(params IEnumerable<int>[] rankings) =>
        rankings.SelectMany(static ranking => ranking.Select(static (row, rank) => (Row: row, Share: 61f / 2 / (61f + rank))))
            .GroupBy(static part => part.Row, static part => part.Share)
            .Select(static row => (Row: row.Key, Score: row.Aggregate(static (one, other) => one + other)))
            .OrderByDescending(static row => row.Score)
            .ThenBy(static row => row.Row);

    private static List<float> Bm25(List<ChunkEntry> chunks, TermCount[] terms)
    {
        var average = Math.Max(1, chunks.Sum(Length) / Math.Max(1, (double)chunks.Count));
        var idf = terms.Select(term => Math.Log(1 + ((chunks.Count - Having(term) + 0.5) / (Having(term) + 0.5)))).ToList();
        var scores = new List<float>();
        foreach (var chunk in chunks)
        {
            var score = 0f;
            for (var i = 0; i < terms.Length; i++)
            {
                var count = (float)Math.Min(255, Count(chunk, terms[i].Term));
                score += (float)(idf[i] / idf.Sum()) * count / (count + (1.2f * (1 - 0.75f)) + ((float)(1.2f * 0.75f / average) * (float)Length(chunk)));
            }

            scores.Add(score);
        }

        return scores;

        double Having(TermCount term) => chunks.Count(chunk => Count(chunk, term.Term) > 0);
    }

    private static double Length(ChunkEntry chunk) => chunk.Terms.ToArray().Sum(static term => (double)term.Count);

    private static int Count(ChunkEntry chunk, ulong term) => chunk.Terms.ToArray().FirstOrDefault(entry => entry.Term == term).Count;
}
