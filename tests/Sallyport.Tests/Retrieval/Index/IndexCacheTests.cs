using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Index;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Retrieval.Index;

public sealed class IndexCacheTests
{
    private const long Plenty = 100_000_000;
    private static readonly FakeTimeProvider Time = new();
    private static readonly IndexKey[] Keys = [.. Enumerable.Range(0, 5).Select(static _ => NewKey())];

    [Fact]
    public void SearchAsync_AfterAnyChangesInAnyBudget_AnswersAsTheStoreStands()
    {
        var change = Gen.Select(Gen.OneOf(Keys), Gen.Frequency((3, IndexGen.Document.Select(static document => (Document: (DocumentEntry?)document, document.File))), (1, IndexGen.File.Select(static file => (Document: (DocumentEntry?)null, File: file)))));
        var step = Gen.Select(change.Array[0, 4], Gen.OneOf(Keys), IndexGen.Query, Gen.Int[0, 9]);
        Gen.Select(step.Array[1, 25], Gen.OneOf(40_000L, 60_000L, Plenty)).Sample(
            static (steps, budget) =>
            {
                var store = new FeedStore();
                using var cache = new IndexCache(budget, store.ReadAsync);
                foreach (var (changes, key, query, forget) in steps)
                {
                    foreach (var (changed, (document, file)) in changes)
                    {
                        if (document is null)
                        {
                            store.Remove(changed, file);
                        }
                        else
                        {
                            store.Put(changed, document);
                        }
                    }

                    var hits = cache.SearchAsync(key, store.Revision(key), query, CancellationToken.None).AsTask().GetAwaiter().GetResult() ?? [];

                    var model = new IndexModel();
                    store.Documents(key).ToList().ForEach(model.Put);
                    Assert.Equal(model.Search(query), hits);
                    Assert.InRange(cache.Bytes, 0, budget);
                    if (forget == 0)
                    {
                        cache.Forget(key.Tenant);
                        Assert.Null(cache.Find(key));
                    }
                }

                cache.Dispose();
                Assert.Equal(0, cache.Bytes);
            },
            iter: 100);
    }

    [Fact]
    public async Task SearchAsync_ManyAtOnce_ReadTheStoreOnce()
    {
        var store = new FeedStore();
        store.Put(Keys[0], Document(3));
        var (reads, gate) = (0, new TaskCompletionSource());
        store.OnRead = (_, _) =>
        {
            Interlocked.Increment(ref reads);
            return gate.Task;
        };
        using var cache = new IndexCache(Plenty, store.ReadAsync);

        var searches = Enumerable.Range(0, 20).Select(_ => SearchAsync(cache, store, Keys[0])).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(searches), static hits => Assert.Equal(3, hits.Count));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task SearchAsync_BehindALoadThatBeganBefore_ReadsOnceMore()
    {
        var store = new FeedStore();
        store.Put(Keys[0], Document(1));
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var cache = new IndexCache(Plenty, async (key, after, isFirstLoad, token) =>
        {
            var read = await store.ReadAsync(key, after, isFirstLoad, token);
            begun.TrySetResult();
            await gate.Task;
            return read;
        });

        var first = SearchAsync(cache, store, Keys[0]);
        await begun.Task;
        store.Put(Keys[0], Document(2));
        var second = SearchAsync(cache, store, Keys[0]);
        gate.SetResult();

        Assert.Single(await first);
        Assert.Equal(3, (await second).Count);
    }

    [Fact]
    public async Task SearchAsync_CancelledWhileLoading_LeavesTheLoadToOthers()
    {
        var store = new FeedStore();
        store.Put(Keys[0], Document(3));
        var gate = new TaskCompletionSource();
        store.OnRead = (_, _) => gate.Task;
        using var cache = new IndexCache(Plenty, store.ReadAsync);
        using var cancelled = new CancellationTokenSource();

        var gone = cache.SearchAsync(Keys[0], 1, Everything, cancelled.Token).AsTask();
        var waiting = SearchAsync(cache, store, Keys[0]);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        gate.SetResult();

        Assert.Equal(3, (await waiting).Count);
    }

    [Fact]
    public async Task SearchAsync_AFeedThatFails_SaysSoAndTriesAgainNextTime()
    {
        var store = new FeedStore();
        store.Put(Keys[0], Document(3));
        store.OnRead = static (_, _) => throw new InvalidOperationException("no database");
        using var cache = new IndexCache(Plenty, store.ReadAsync);

        await Assert.ThrowsAsync<InvalidOperationException>(() => SearchAsync(cache, store, Keys[0]));
        store.OnRead = static (_, _) => Task.CompletedTask;

        Assert.Equal(3, (await SearchAsync(cache, store, Keys[0])).Count);
    }

    [Fact]
    public async Task SearchAsync_BeyondTheBudget_WipesTheLongestUnused()
    {
        var store = new FeedStore();
        Keys.ToList().ForEach(key => store.Put(key, Document(50)));
        using var cache = new IndexCache(3 * OneStore(), store.ReadAsync);
        await SearchAsync(cache, store, Keys[0]);
        await SearchAsync(cache, store, Keys[1]);
        await SearchAsync(cache, store, Keys[0]);
        var (kept, unused) = (cache.Find(Keys[0])!, cache.Find(Keys[1])!.Views[0].Segment);

        await SearchAsync(cache, store, Keys[2]);
        await SearchAsync(cache, store, Keys[3]);

        Assert.Null(cache.Find(Keys[1]));
        Assert.True(unused.Vectors.Raw.IndexOfAnyExcept(0f) < 0);
        Assert.Same(kept, cache.Find(Keys[0]));
        Assert.Equal(50, (await SearchAsync(cache, store, Keys[1])).Count);
    }

    [Fact]
    public async Task SearchAsync_AStoreLargerThanTheBudget_IsRefusedAndDrivesOthersOutOnce()
    {
        var store = new FeedStore { PageSize = 10 };
        for (var i = 0; i < 5; i++)
        {
            store.Put(Keys[0], Document(50));
        }

        store.Put(Keys[1], Document(50));
        var reads = 0;
        store.OnRead = (key, _) =>
        {
            reads += key == Keys[0] ? 1 : 0;
            return Task.CompletedTask;
        };
        using var cache = new IndexCache(3 * OneStore(), store.ReadAsync);

        for (var i = 0; i < 3; i++)
        {
            Assert.False((await Assert.ThrowsAsync<IndexCapacityException>(() => SearchAsync(cache, store, Keys[0]))).IsTransient);
            Assert.Equal(50, (await SearchAsync(cache, store, Keys[1])).Count);
        }

        Assert.Equal(1, reads);
        Assert.Null(cache.Find(Keys[0]));
        store.Documents(Keys[0]).Skip(1).ToList().ForEach(document => store.Remove(Keys[0], document.File));
        Assert.Equal(50, (await SearchAsync(cache, store, Keys[0])).Count);
    }

    [Fact]
    public async Task SearchAsync_AllMemoryInUse_IsRefusedForNow()
    {
        var store = new FeedStore();
        store.Put(Keys[0], Document(50));
        store.Put(Keys[1], Document(50));
        using var cache = new IndexCache(OneStore() * 3 / 2, store.ReadAsync);
        Exception? refused = null;

        var hits = await cache.SearchAsync(
            Keys[0],
            1,
            Everything with
            {
                Admits = _ =>
                {
                    refused = Record.Exception(() => SearchAsync(cache, store, Keys[1]).GetAwaiter().GetResult());
                    return true;
                },
            },
            CancellationToken.None);

        Assert.Equal(50, hits?.Count);
        Assert.True(Assert.IsType<IndexCapacityException>(refused).IsTransient);
        Assert.Equal(50, (await SearchAsync(cache, store, Keys[1])).Count);
    }

    [Fact]
    public async Task Forget_WhileLoading_StartsAfreshAndKeepsNothing()
    {
        var store = new FeedStore();
        store.Put(Keys[0], Document(3));
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.OnRead = (_, _) =>
        {
            begun.TrySetResult();
            return gate.Task;
        };
        using var cache = new IndexCache(Plenty, store.ReadAsync);

        var search = SearchAsync(cache, store, Keys[0]);
        await begun.Task;
        cache.Forget(Keys[0].Tenant, Keys[0].Store);
        store.Remove(Keys[0], store.Documents(Keys[0])[0].File);
        gate.SetResult();

        Assert.Empty(await search);
    }

    [Fact]
    public async Task SearchAsync_BehindForLongerThanTombstonesAreKept_ReadsAnew()
    {
        var store = new FeedStore();
        var document = Document(3);
        store.Put(Keys[0], document);
        store.Put(Keys[0], Document(2));
        using var cache = new IndexCache(Plenty, store.ReadAsync);
        Assert.Equal(5, (await SearchAsync(cache, store, Keys[0])).Count);

        store.Remove(Keys[0], document.File);
        store.PurgeTombstones(Keys[0]);

        Assert.Equal(2, (await SearchAsync(cache, store, Keys[0])).Count);
    }

    [Fact]
    public async Task SearchAsync_FirstLoadOfManyPages_IsNotStartedOverForWhatWasForgottenBefore()
    {
        var store = new FeedStore { PageSize = 3 };
        var removed = Document(1);
        for (var i = 0; i < 10; i++)
        {
            store.Put(Keys[0], Document(1));
        }

        store.Put(Keys[0], removed);
        store.Remove(Keys[0], removed.File);
        store.PurgeTombstones(Keys[0]);
        using var cache = new IndexCache(Plenty, store.ReadAsync);

        Assert.Equal(10, (await SearchAsync(cache, store, Keys[0])).Count);
    }

    [Fact]
    public async Task SearchAsync_AStoreThatIsGoneOrEmbeddedAnew_SaysSoAndKeepsNothing()
    {
        var store = new FeedStore();
        store.Put(Keys[0], Document(3));
        using var cache = new IndexCache(Plenty, store.ReadAsync);
        Assert.Equal(3, (await SearchAsync(cache, store, Keys[0])).Count);

        store.Embedder = "other";
        var embeddedAnew = await cache.SearchAsync(Keys[0], 2, Everything, CancellationToken.None);
        store.Embedder = "test";
        var known = await cache.SearchAsync(Keys[0], 2, Everything, CancellationToken.None);
        store.Delete(Keys[0]);
        var gone = await cache.SearchAsync(Keys[0], 3, Everything, CancellationToken.None);

        Assert.Null(embeddedAnew);
        Assert.Equal(3, known?.Count);
        Assert.Null(gone);
        Assert.Null(cache.Find(Keys[0]));
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public async Task SearchAsync_WhatTheFeedGave_IsWiped()
    {
        var store = new FeedStore();
        store.Put(Keys[0], Document(3));
        using var cache = new IndexCache(Plenty, store.ReadAsync);

        await SearchAsync(cache, store, Keys[0]);

        Assert.Equal(3, store.Given.Count);
        Assert.All(store.Given, static chunk => Assert.True(chunk.Vector.Span.IndexOfAnyExcept(0f) < 0));
        Assert.All(store.Given, static chunk => Assert.True(chunk.Terms.Span.IndexOfAnyExcept(default(TermCount)) < 0));
    }

    [Fact]
    public async Task Dispose_ThenSearch_IsRefused()
    {
        var store = new FeedStore();
        store.Put(Keys[0], Document(3));
        var cache = new IndexCache(Plenty, store.ReadAsync);
        await SearchAsync(cache, store, Keys[0]);
        var segment = cache.Find(Keys[0])!.Views[0].Segment;

        cache.Dispose();

        Assert.True(segment.Vectors.Raw.IndexOfAnyExcept(0f) < 0);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => SearchAsync(cache, store, Keys[0]));
    }

    [Fact]
    public async Task SearchAsync_ManyTenantsAtOnceInASmallBudget_AnswerAsTheirStoresStand()
    {
        var store = new FeedStore();
        var keys = Enumerable.Range(0, 12).Select(static _ => NewKey()).ToList();
        for (var i = 0; i < keys.Count; i++)
        {
            store.Put(keys[i], Document(10 + i));
        }

        using var cache = new IndexCache(6 * OneStore(), store.ReadAsync);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 400; i++)
            {
                var which = random.Next(keys.Count);
                var hits = await SearchAsync(cache, store, keys[which]);
                Assert.Equal(10 + which, hits.Count);
                Assert.Equal(store.Documents(keys[which])[0].File, hits[0].File);
                if (random.Next(20) == 0)
                {
                    cache.Forget(keys[random.Next(keys.Count)].Tenant);
                }
            }
        })));

        Assert.InRange(cache.Bytes, 1, 6 * OneStore());
    }

    private static IndexQuery Everything => new() { Mode = SearchMode.Vector, Vector = Unit(), Limit = IndexQuery.MaxLimit, Admits = static _ => true };

    private static async Task<IReadOnlyList<IndexHit>> SearchAsync(IndexCache cache, FeedStore store, IndexKey key) =>
        (await cache.SearchAsync(key, store.Revision(key), Everything, CancellationToken.None))!;

    private static long OneStore() => StoreIndex.BytesOf(Document(50), IndexGen.Dimensions) + 4096;

    private static DocumentEntry Document(int chunks) =>
        new(FileId.New(Time), [], new Dictionary<string, AttributeValue>(), [.. Enumerable.Range(0, chunks).Select(static ordinal => new ChunkEntry(ordinal, Unit(), new TermCount[] { new(7, 1) }, false))]);

    private static float[] Unit()
    {
        var vector = new float[IndexGen.Dimensions];
        vector[0] = 1;
        return vector;
    }

    private static IndexKey NewKey() => new(TenantId.New(), VectorStoreId.New(Time), "test", IndexGen.Dimensions);
}
