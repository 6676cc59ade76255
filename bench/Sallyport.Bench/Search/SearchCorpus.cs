using System.Diagnostics;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Index;

namespace Sallyport.Bench.Search;

/// <summary>
/// Made-up documents of ten chunks: vectors in random directions, and 120 terms a chunk of a vocabulary of 50,000 in which the n-th is as frequent as 1/n, as
/// words of a language roughly are. The same seed gives the same documents.
/// </summary>
internal sealed class SearchCorpus(int seed)
{
    public const int Dimensions = 512;
    private const int ChunksOfDocument = 10;
    private const int Vocabulary = 50_000;
    private const int TermsOfChunk = 120;
    private const int TermsOfQuestion = 6;

    private readonly Random _random = new(seed);
    private readonly Stopwatch _building = new();

    /// <summary>How long indexes took, without the making of what goes into them.</summary>
    public TimeSpan Building => _building.Elapsed;

    /// <summary>An index of so many chunks.</summary>
    public StoreIndex Build(int chunks)
    {
        const int batch = 400;
        var index = new StoreIndex(Dimensions);
        for (var built = 0; built < chunks; built += batch * ChunksOfDocument)
        {
            var documents = Enumerable.Range(0, Math.Min(batch, (chunks - built) / ChunksOfDocument)).Select(_ => Document()).ToList();
            _building.Start();
            index.Apply(documents, []);
            _building.Stop();
        }

        return index;
    }

    /// <summary>A question.</summary>
    public IndexQuery Question(SearchMode mode, Func<IndexedDocument, bool> admits) =>
        new() { Mode = mode, Vector = Vector(), Terms = Terms(TermsOfQuestion), Limit = 10, Admits = admits };

    private DocumentEntry Document() => new(
        FileId.New(TimeProvider.System),
        [],
        new Dictionary<string, AttributeValue> { ["part"] = new(_random.Next(10)) },
        [.. Enumerable.Range(0, ChunksOfDocument).Select(ordinal => new ChunkEntry(ordinal, Vector(), Terms(TermsOfChunk), IsQuarantined: false))]);

    private float[] Vector()
    {
        var vector = new float[Dimensions];
        var square = 0f;
        foreach (ref var value in vector.AsSpan())
        {
            value = _random.NextSingle() - 0.5f;
            square += value * value;
        }

        var length = MathF.Sqrt(square);
        foreach (ref var value in vector.AsSpan())
        {
            value /= length;
        }

        return vector;
    }

    private TermCount[] Terms(int count)
    {
        var terms = new HashSet<ulong>();
        while (terms.Count < count)
        {
            // The inverse of the distribution of 1/n; the factor spreads the numbers over all hashes.
            var rank = (ulong)Math.Exp(_random.NextDouble() * Math.Log(Vocabulary));
            terms.Add(rank * 0x9E3779B97F4A7C15);
        }

        return [.. terms.Select(term => new TermCount(term, (ushort)_random.Next(1, 4)))];
    }
}
