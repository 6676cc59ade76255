using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Chunking;
using Sallyport.Retrieval.Index;
using Sallyport.Retrieval.Reading;

namespace Sallyport.Lab.Retrieval;

/// <summary>A set as the product would search it: cut into chunks, embedded, in the engine's own index. A document's rank is that of its best chunk.</summary>
internal sealed class SearchTrial : IDisposable
{
    private const int Batch = 256;

    private readonly Embedder _embedder;
    private readonly StoreIndex _index;
    private readonly Dictionary<FileId, string> _documents = [];

    private SearchTrial(Embedder embedder) => (_embedder, _index) = (embedder, new StoreIndex(embedder.Dimensions));

    /// <summary>How many chunks there are.</summary>
    public int Chunks { get; private set; }

    public static async Task<SearchTrial> IndexAsync(RetrievalSet set, Embedder embedder, ChunkingStrategy strategy)
    {
        var trial = new SearchTrial(embedder);
        foreach (var documents in set.Documents.Chunk(Batch))
        {
            var chunks = documents.Select(document => Chunker.Cut([new DocumentPassage(document.Whole, null, null, false)], strategy).Select(static chunk => chunk.Text).ToArray()).ToArray();
            var vectors = new float[chunks.Sum(static texts => texts.Length) * embedder.Dimensions];
            await embedder.EmbedAsync([.. chunks.SelectMany(static texts => texts)], vectors, default);
            var at = 0;
            for (var i = 0; i < documents.Length; i++)
            {
                var entries = chunks[i].Select((text, ordinal) => new ChunkEntry(ordinal, vectors.AsMemory(at++ * embedder.Dimensions, embedder.Dimensions), TermsOf(text), false)).ToArray();
                var file = FileId.New(TimeProvider.System);
                trial._documents.Add(file, documents[i].Id);
                trial._index.Put(new DocumentEntry(file, [], new Dictionary<string, AttributeValue>(), entries));
            }

            trial.Chunks += at;
        }

        return trial;
    }

    /// <summary>Asks every question in each way.</summary>
    public async Task<IReadOnlyDictionary<SearchMode, RankMeasures>> MeasureAsync(RetrievalSet set)
    {
        var modes = Enum.GetValues<SearchMode>();
        var measures = modes.ToDictionary(static mode => mode, static _ => new List<RankMeasures>());
        foreach (var questions in set.Questions.Chunk(Batch))
        {
            var vectors = new float[questions.Length * _embedder.Dimensions];
            await _embedder.EmbedQueriesAsync([.. questions.Select(static question => question.Text)], vectors, default);
            for (var i = 0; i < questions.Length; i++)
            {
                var query = new IndexQuery
                {
                    Vector = vectors.AsMemory(i * _embedder.Dimensions, _embedder.Dimensions), Terms = TermsOf(questions[i].Text), Limit = 2 * RankMeasures.Depth, Admits = static _ => true,
                };
                foreach (var mode in modes)
                {
                    var ranked = _index.Search(query with { Mode = mode }).Select(hit => _documents[hit.File]).Distinct().ToArray();
                    measures[mode].Add(RankMeasures.Of(ranked, set.Answers[questions[i].Id]));
                }
            }
        }

        return measures.ToDictionary(static pair => pair.Key, static pair => RankMeasures.Mean(pair.Value));
    }

    public void Dispose() => _index.Dispose();

    // As Terms.Of, whose key is a tenant's: here there is none.
    private static TermCount[] TermsOf(string text)
    {
        var tally = new TermTally();
        TermReader.Read(text, tally);
        return [.. tally.Counts.Select(static pair => new TermCount(
            BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(pair.Key))), (ushort)Math.Min(pair.Value, ushort.MaxValue))).OrderBy(static term => term.Term)];
    }
}
