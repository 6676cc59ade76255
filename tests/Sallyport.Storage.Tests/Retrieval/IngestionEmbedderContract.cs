using Sallyport.Retrieval;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>What becomes of files and their vectors when an embedder fails, is away, or is another one.</summary>
public abstract class IngestionEmbedderContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly LibraryWork _work = new(new Workspace(fixture.Database));

    private Workspace Tenancy => _work.Tenancy;

    [Fact]
    public async Task Embedder_ThatFailsOnce_IsAskedAgain()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, "text");
        var calls = 0;
        _work.Embedder.Before = (_, _) => ++calls == 1 ? throw new EmbeddingException("busy", isTransient: true) : Task.CompletedTask;

        await _work.IngestPatientlyAsync();

        Assert.Equal(StoreFileState.Completed, (await _work.FindAsync(vault, store, file)).State);
    }

    [Fact]
    public async Task Embedder_Changed_OldVectorsServeUntilAllAreNew()
    {
        var (vault, store) = await _work.CreateAsync();
        var first = await _work.AttachAsync(vault, store, "first");
        var second = await _work.AttachAsync(vault, store, "second");
        await _work.IngestAsync();
        var replica = await _work.ReplicaAsync(vault, store);
        var renewed = new LibraryWork(Tenancy, new FakeEmbedder("fake/2"), new IngestionOptions { Parallelism = 1 });
        var stages = new List<(string?, bool, bool)>();
        renewed.Embedder.Before = async (_, _) =>
        {
            await replica.CatchUpAsync();
            stages.Add((replica.Embedder, Has(replica, first, "fake/1", "first"), Has(replica, second, "fake/1", "second")));
        };

        await renewed.IngestAsync();
        await replica.CatchUpAsync();

        Assert.Equal([("fake/1", true, true), ("fake/1", true, true)], stages);
        Assert.Equal("fake/2", replica.Embedder);
        Assert.Equal(1, replica.Restarts);
        Assert.True(Has(replica, first, "fake/2", "first") && Has(replica, second, "fake/2", "second"));
        Assert.Equal("fake/2", (await Tenancy.VectorStores.FindAsync(vault, store, Cancel))!.Embedder);
        Assert.Equal(2, await _work.CountAsync(vault, "chunk_vectors"));
        await renewed.IngestPatientlyAsync();
        Assert.Equal(2, renewed.Embedder.Texts);
    }

    [Fact]
    public async Task Embedder_ThatIsAway_LeavesTheFileWaitingHoweverLongAndUncounted()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, "text");
        var (asked, isAway) = (0, true);
        _work.Own = tenant => tenant == vault.Tenant ? _work.Embedder : null;
        _work.Embedder.Before = (_, _) =>
        {
            asked++;
            return isAway ? throw new EmbeddingException("away", isTransient: true) : Task.CompletedTask;
        };
        var worker = _work.NewWorker();

        for (var i = 0; i < 2 * IngestionWorker.MaxAttempts; i++)
        {
            await worker.DrainAsync(Cancel);

            // While the tenant rests, nothing of it is tried.
            Assert.Equal(i + 1, asked);
            await worker.DrainAsync(Cancel);
            Assert.Equal(i + 1, asked);
            Tenancy.Time.Advance(TimeSpan.FromSeconds(16));
        }

        Assert.Equal(StoreFileState.InProgress, (await _work.FindAsync(vault, store, file)).State);
        isAway = false;
        await worker.DrainAsync(Cancel);
        Assert.Equal(StoreFileState.Completed, (await _work.FindAsync(vault, store, file)).State);
    }

    [Fact]
    public async Task Embedder_WhoseVectorsAreNotWhatIsSet_FailsTheFileAndSaysWhere()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, "text");
        var asked = 0;
        _work.Embedder.Before = (_, _) => ++asked > 0 ? throw new EmbeddingException("3 dimensions, 4 are set", isTransient: false) : Task.CompletedTask;

        await _work.IngestPatientlyAsync();

        var failed = await _work.FindAsync(vault, store, file);
        Assert.Equal((StoreFileState.Failed, "server_error", IngestionWorker.MaxAttempts), (failed.State, failed.Error?.Code, asked));
        Assert.Contains("embedder", failed.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tenant_GivenItsOwnEmbedder_IsEmbeddedAnewByItAloneAndBackAgain()
    {
        var (vault, store) = await _work.CreateAsync();
        var (neighbour, next) = await _work.CreateAsync();
        var (mine, theirs) = (await _work.AttachAsync(vault, store, "mine"), await _work.AttachAsync(neighbour, next, "theirs"));
        await _work.IngestPatientlyAsync();
        Tenancy.Time.Advance(TimeSpan.FromMinutes(11));
        await _work.IngestAsync();
        Assert.DoesNotContain(vault.Tenant, await _work.PendingAsync());
        await Tenancy.Upstreams.AddAsync(vault.Tenant, new UpstreamDraft { Name = "embed", Kind = UpstreamKind.OpenAi, Address = new Uri("https://api.example.test/v1") }, Cancel);
        var set = await Tenancy.Embedders.SetAsync(vault.Tenant, new EmbedderSettings { Upstream = "embed", Model = "m", Dimensions = 6 }, Cancel);
        var own = new FakeEmbedder(set.Name, 6);
        _work.Own = tenant => tenant == vault.Tenant ? own : null;
        Assert.Contains(vault.Tenant, await _work.PendingAsync());
        Assert.DoesNotContain(neighbour.Tenant, await _work.PendingAsync());

        await _work.IngestPatientlyAsync();
        Tenancy.Time.Advance(TimeSpan.FromMinutes(11));
        await _work.IngestAsync();

        Assert.Equal(set.Name, (await Tenancy.VectorStores.FindAsync(vault, store, Cancel))!.Embedder);
        Assert.Equal("fake/1", (await Tenancy.VectorStores.FindAsync(neighbour, next, Cancel))!.Embedder);
        Assert.Equal(6, Assert.Single((await _work.ReplicaAsync(vault, store, 6)).Documents[mine].Chunks).Vector.Length);
        Assert.Equal(4, Assert.Single((await _work.ReplicaAsync(neighbour, next)).Documents[theirs].Chunks).Vector.Length);
        Assert.Equal(1, own.Texts);
        Assert.DoesNotContain(vault.Tenant, await _work.PendingAsync());

        await Tenancy.Embedders.RemoveAsync(vault.Tenant, Cancel);
        _work.Own = null;
        Assert.Contains(vault.Tenant, await _work.PendingAsync());
        await _work.IngestPatientlyAsync();
        Assert.Equal("fake/1", (await Tenancy.VectorStores.FindAsync(vault, store, Cancel))!.Embedder);
        Assert.Equal(1, own.Texts);
    }

    private static bool Has(IndexReplica replica, FileId file, string embedder, string text) =>
        replica.Documents[file].Chunks[0].Vector.Span.SequenceEqual(FakeEmbedder.Of(embedder, text));
}
