using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Index;
using Xunit;

namespace Sallyport.Tests.Retrieval.Index;

public sealed class StoreIndexTests
{
    private static readonly IReadOnlyDictionary<string, AttributeValue> NoAttributes = new Dictionary<string, AttributeValue>();

    private static readonly Gen<Action<StoreIndex, IndexModel>> Change = Gen.Frequency(
        (6, IndexGen.Document.Select(static document => (Action<StoreIndex, IndexModel>)((index, model) =>
        {
            index.Put(document);
            model.Put(document);
        }))),
        (3, IndexGen.File.Select(static file => (Action<StoreIndex, IndexModel>)((index, model) =>
        {
            index.Remove(file);
            model.Remove(file);
        }))),
        (2, Gen.Select(IndexGen.Document.List[0, 8], IndexGen.File.List[0, 4]).Select(static (documents, removed) => (Action<StoreIndex, IndexModel>)((index, model) =>
        {
            index.Apply(documents, removed);
            removed.ForEach(model.Remove);
            documents.ForEach(model.Put);
        }))));

    [Fact]
    public void Search_AfterAnyChanges_AnswersAsTheModel() =>
        Gen.Select(Change.List[0, 40], IndexGen.Query.List[1, 6]).Sample(
            static (changes, queries) =>
            {
                using var index = new StoreIndex(IndexGen.Dimensions);
                var model = new IndexModel();
                foreach (var change in changes)
                {
                    change(index, model);
                    Assert.Equal(model.Search(queries[0]), index.Search(queries[0]));
                }

                foreach (var query in queries)
                {
                    Assert.Equal(model.Search(query), index.Search(query));
                }
            },
            iter: 600);

    [Fact]
    public void Search_UnderAFilter_AnswersAsAnIndexWithoutTheRest() =>
        Gen.Select(IndexGen.Document.List[0, 30], IndexGen.Query).Sample(
            static (documents, query) =>
            {
                using var index = new StoreIndex(IndexGen.Dimensions);
                using var rest = new StoreIndex(IndexGen.Dimensions);
                foreach (var document in documents)
                {
                    index.Put(document);
                }

                rest.Apply([.. documents.Reverse<DocumentEntry>().DistinctBy(static document => document.File).Where(document => query.Admits(new(document.File, document.Labels, document.Attributes)))], []);

                Assert.Equal(rest.Search(query), index.Search(query));
            },
            iter: 200);

    [Fact]
    public void Apply_ManyDocumentsOneByOne_KeepsFewSegments()
    {
        using var index = new StoreIndex(4);

        for (var i = 0; i < 2000; i++)
        {
            index.Put(Document(NewFile(), 3));
        }

        Assert.InRange(index.Views.Count, 1, 20);
        Assert.Equal(6000, index.Views.Sum(static view => view.LiveRows));
    }

    [Fact]
    public void Remove_MostOfASegment_FreesIt()
    {
        using var index = new StoreIndex(64);
        var documents = Enumerable.Range(0, 100).Select(static _ => Document(NewFile(), 10, 64)).ToList();
        index.Apply(documents, []);
        var before = index.Bytes;

        documents.Skip(10).ToList().ForEach(document => index.Remove(document.File));

        Assert.InRange(index.Bytes, 1, before / 3);
        Assert.Equal(100, index.Search(Everything(64)).Count);
    }

    [Fact]
    public void Remove_TheLastDocument_LeavesNothing()
    {
        using var index = new StoreIndex(4);
        var file = NewFile();
        index.Put(Document(file, 10));
        var segment = index.Views[0].Segment;

        index.Remove(file);

        Assert.Equal(0, index.Bytes);
        Assert.Empty(index.Search(Everything(4)));
        AssertWiped(segment);
    }

    [Fact]
    public void Remove_OneDocumentOfASegment_WipesItsVectorsAndPostings()
    {
        using var index = new StoreIndex(4);
        var documents = Enumerable.Range(0, 10).Select(static _ => Document(NewFile(), 2)).ToList();
        index.Apply(documents, []);
        var segment = index.Views[0].Segment;

        index.Remove(documents[3].File);

        Assert.Same(segment, index.Views[0].Segment);
        Assert.All([6, 7], row => Assert.Equal([0, 0, 0, 0], segment.Vectors[row].ToArray()));
        Assert.DoesNotContain(segment.Postings.Raw.Postings.ToArray(), static posting => PostingTable.RowOf(posting) is 6 or 7);
        Assert.Equal(2, segment.Postings.Raw.Postings.ToArray().Count(static posting => posting == PostingTable.Wiped));
        Assert.Equal(18, index.Search(Everything(4)).Count);
    }

    [Fact]
    public void Remove_WhileASearchIsUnderWay_WipesOnceThatHasEnded()
    {
        using var index = new StoreIndex(4);
        var file = NewFile();
        index.Put(Document(file, 1));
        var segment = index.Views[0].Segment;

        var hits = index.Search(Everything(4) with
        {
            Admits = _ =>
            {
                index.Remove(file);
                Assert.Empty(index.Search(Everything(4)));
                Assert.NotEqual(0, segment.Vectors[0][0]);
                return true;
            },
        });

        Assert.Equal(file, Assert.Single(hits).File);
        AssertWiped(segment);
        Assert.Equal(0, index.Bytes);
    }

    [Fact]
    public void Dispose_WhileASearchIsUnderWay_WipesOnceThatHasEnded()
    {
        var index = new StoreIndex(4);
        index.Put(Document(NewFile(), 3));
        var segment = index.Views[0].Segment;

        var hits = index.Search(Everything(4) with
        {
            Admits = _ =>
            {
                index.Dispose();
                return true;
            },
        });

        Assert.Equal(3, hits.Count);
        AssertWiped(segment);
        Assert.Equal(0, index.Bytes);
        Assert.Throws<ObjectDisposedException>(() => index.Search(Everything(4)));
        Assert.Throws<ObjectDisposedException>(() => index.Put(Document(NewFile(), 1)));
        index.Dispose();
    }

    [Fact]
    public void Search_AFilterThatThrows_LeavesNoReaderBehind()
    {
        var index = new StoreIndex(4);
        index.Put(Document(NewFile(), 3));
        var segment = index.Views[0].Segment;

        Assert.Throws<InvalidOperationException>(() => index.Search(Everything(4) with { Admits = static _ => throw new InvalidOperationException() }));
        index.Dispose();

        AssertWiped(segment);
    }

    [Fact]
    public void Put_AVectorThatDoesNotFit_IsRefusedAndChangesNothing()
    {
        using var index = new StoreIndex(2);
        var good = Document(NewFile(), 1, 2);

        foreach (var vector in new float[][] { [1], [1, 0, 0], [float.NaN, 0], [float.PositiveInfinity, 0], [2, 0], [float.MaxValue, 1] })
        {
            Assert.Throws<ArgumentException>(() => index.Apply([good, good with { File = NewFile(), Chunks = [new(0, vector, default, false)] }], []));
            Assert.Throws<ArgumentException>(() => index.Search(Everything(2) with { Vector = vector }));
        }

        Assert.Equal(0, index.Bytes);
        Assert.Empty(index.Search(Everything(2)));
    }

    [Fact]
    public void Search_BeyondABound_IsRefused()
    {
        using var index = new StoreIndex(4);

        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search(Everything(4) with { Limit = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search(Everything(4) with { Limit = IndexQuery.MaxLimit + 1 }));
        Assert.Throws<ArgumentException>(() => index.Search(Everything(4) with { Terms = new TermCount[IndexQuery.MaxTerms + 1] }));
    }

    [Fact]
    public void BytesOf_ADocument_IsNoLessThanItTakes() =>
        IndexGen.Document.Sample(static document =>
        {
            using var index = new StoreIndex(IndexGen.Dimensions);

            index.Put(document);

            Assert.InRange(index.Bytes, 0, StoreIndex.BytesOf(document, IndexGen.Dimensions));
        });

    [Fact]
    public async Task Search_WhileOthersWrite_SeesWholeDocumentsOfOneVersion()
    {
        using var index = new StoreIndex(4);
        var kept = NewFile();
        var changing = Enumerable.Range(0, 30).Select(static _ => NewFile()).ToList();
        index.Put(Document(kept, 5));
        var segments = new HashSet<IndexSegment>(ReferenceEqualityComparer.Instance);
        using var ended = new CancellationTokenSource(TimeSpan.FromSeconds(1.5));

        var writer = Task.Run(() =>
        {
            var random = new Random(5);
            for (var version = 0; !ended.IsCancellationRequested; version++)
            {
                var file = changing[random.Next(changing.Count)];
                switch (random.Next(3))
                {
                    case 0:
                        index.Remove(file);
                        break;
                    default:
                        index.Put(Document(file, 1 + random.Next(6), firstOrdinal: version * 100));
                        break;
                }

                segments.UnionWith(index.Views.Select(static view => view.Segment));
            }
        });
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!ended.IsCancellationRequested)
            {
                var byFile = index.Search(Everything(4)).GroupBy(static hit => hit.File, static hit => hit.Ordinal).ToDictionary(static file => file.Key, static file => file.Order().ToList());
                Assert.Equal([0, 1, 2, 3, 4], byFile[kept]);
                Assert.All(byFile.Values, static ordinals => Assert.Equal(Enumerable.Range(ordinals[0], ordinals.Count), ordinals));
                Assert.All(byFile.Values, static ordinals => Assert.Equal(0, ordinals[0] % 100));
            }
        }));
        await Task.WhenAll([writer, .. readers]);
        index.Dispose();

        Assert.Equal(0, index.Bytes);
        Assert.All(segments, AssertWiped);
    }

    private static void AssertWiped(IndexSegment segment)
    {
        Assert.True(segment.Vectors.Raw.IndexOfAnyExcept(0f) < 0);
        Assert.True(segment.Lengths.AsSpan().IndexOfAnyExcept(0f) < 0);
        Assert.True(segment.Postings.Raw.Terms.Span.IndexOfAnyExcept(0UL) < 0);
        Assert.True(segment.Postings.Raw.Postings.Span.IndexOfAnyExcept(0u) < 0);
    }

    private static IndexQuery Everything(int dimensions) => new() { Vector = Unit(dimensions), Terms = new TermCount[] { new(7, 1) }, Limit = IndexQuery.MaxLimit, Admits = static _ => true };

    private static DocumentEntry Document(FileId file, int chunks, int dimensions = 4, int firstOrdinal = 0) =>
        new(file, [], NoAttributes, [.. Enumerable.Range(firstOrdinal, chunks).Select(ordinal => new ChunkEntry(ordinal, Unit(dimensions), new TermCount[] { new(7, 2) }, false))]);

    private static float[] Unit(int dimensions)
    {
        var vector = new float[dimensions];
        vector[0] = 1;
        return vector;
    }

    private static FileId NewFile() => FileId.New(new FakeTimeProvider());
}
