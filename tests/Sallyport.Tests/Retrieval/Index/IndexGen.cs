using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Index;

namespace Sallyport.Tests.Retrieval.Index;

/// <summary>
/// Random documents and questions. Vectors have few coordinates that aren't zero, of powers of two, so that products are exact in any order; words are few, so that
/// they meet; and the same files come again.
/// </summary>
internal static class IndexGen
{
    public const int Dimensions = 20;
    private static readonly FileId[] Files = [.. Enumerable.Range(0, 12).Select(static _ => FileId.New(new FakeTimeProvider()))];
    private static readonly string[] LabelNames = ["hr", "legal", "board"];

    public static readonly Gen<FileId> File = Gen.OneOf(Files);

    public static readonly Gen<ReadOnlyMemory<float>> Vector =
        Gen.Select(Gen.Int[0, Dimensions - 1], Gen.Int[0, Dimensions - 1], Gen.OneOf(0f, 0.5f, 0.25f, -0.5f), Gen.OneOf(0f, 0.5f, 0.125f, -0.25f))
            .Select(static (one, other, first, second) =>
            {
                var vector = new float[Dimensions];
                vector[one] = first;
                vector[other] = second;
                return (ReadOnlyMemory<float>)vector;
            });

    public static readonly Gen<ReadOnlyMemory<TermCount>> Terms =
        Gen.Select(Gen.ULong[1, 30], Gen.OneOf(Gen.UShort[1, 4], Gen.UShort[250, 260])).Array[0, 8]
            .Select(static pairs => (ReadOnlyMemory<TermCount>)pairs.DistinctBy(static pair => pair.Item1).Select(static pair => new TermCount(pair.Item1 << 58, pair.Item2)).ToArray());

    private static readonly Gen<IReadOnlyDictionary<string, AttributeValue>> Attributes =
        Gen.Int[0, 3].Select(static year => (IReadOnlyDictionary<string, AttributeValue>)new Dictionary<string, AttributeValue> { ["year"] = new(2020 + year) });

    public static readonly Gen<DocumentEntry> Document =
        Gen.Select(File, Gen.OneOf(LabelNames).Array[0, 2], Attributes, Gen.Select(Vector, Terms, Gen.Frequency((9, false), (1, true))).Array[0, 9])
            .Select(static (file, labels, attributes, chunks) => new DocumentEntry(
                file, labels, attributes, [.. chunks.Select(static (chunk, ordinal) => new ChunkEntry(ordinal, chunk.Item1, chunk.Item2, chunk.Item3))]));

    private static readonly Gen<Func<IndexedDocument, bool>> Filter =
        Gen.Select(Gen.OneOf(LabelNames).Array[0, 3], Gen.Int[2020, 2024], Gen.Bool)
            .Select(static (cleared, before, any) => (Func<IndexedDocument, bool>)(document =>
                any || (document.Labels.All(cleared.Contains) && document.Attributes["year"].Number < before)));

    public static readonly Gen<IndexQuery> Query =
        Gen.Select(Gen.OneOf(SearchMode.Hybrid, SearchMode.Vector, SearchMode.Bm25), Vector, Terms, Gen.OneOf(Gen.Int[1, 5], Gen.Int[1, 200]), Filter)
            .Select(static (mode, vector, terms, limit, filter) => new IndexQuery { Mode = mode, Vector = vector, Terms = terms, Limit = limit, Admits = filter });
}
