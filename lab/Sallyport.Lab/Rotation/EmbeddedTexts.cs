using Sallyport.Lab.Retrieval;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Chunking;
using Sallyport.Retrieval.Reading;

namespace Sallyport.Lab.Rotation;

/// <summary>Chunks of documents with their vectors; those that the embedder can't read or that say what another says are left out.</summary>
/// <param name="Documents">For each vector the number of its document.</param>
/// <param name="Vectors">Vectors of length 1.</param>
internal sealed record EmbeddedTexts(IReadOnlyList<int> Documents, IReadOnlyList<float[]> Vectors)
{
    private const int Batch = 256;

    public static async Task<EmbeddedTexts> OfAsync(IReadOnlyList<RetrievalRow> rows, Embedder embedder, ChunkingStrategy strategy)
    {
        var chunks = rows.SelectMany((row, number) => Chunker.Cut([new DocumentPassage(row.Whole, null, null, false)], strategy).Select(chunk => (number, chunk.Text)));
        var (documents, vectors) = (new List<int>(), new List<float[]>());
        foreach (var some in chunks.DistinctBy(static chunk => chunk.Text).Chunk(Batch))
        {
            var embedded = new float[some.Length * embedder.Dimensions];
            await embedder.EmbedAsync([.. some.Select(static chunk => chunk.Text)], embedded, default);
            for (var i = 0; i < some.Length; i++)
            {
                var vector = embedded.AsSpan(i * embedder.Dimensions, embedder.Dimensions);
                if (vector.IndexOfAnyExcept(0f) >= 0)
                {
                    documents.Add(some[i].number);
                    vectors.Add(vector.ToArray());
                }
            }
        }

        return new(documents, vectors);
    }
}
