using Sallyport.Retrieval;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>What failed while an embedder was set wrongly is ingested after all once it is mended, and nothing else is.</summary>
public abstract class RetryStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly LibraryWork _work = new(new Workspace(fixture.Database));

    private Workspace Tenancy => _work.Tenancy;

    [Fact]
    public async Task FilesThatFailedForWantOfVectors_AreIngestedAfterAll_OthersStayAsTheyAre()
    {
        var (mine, theirs) = (await Tenancy.CreateVaultAsync(), await Tenancy.CreateVaultAsync());
        VectorStoreId[] stores = [(await _work.CreateStoreAsync(mine)).Id, (await _work.CreateStoreAsync(mine)).Id];
        var other = (await _work.CreateStoreAsync(theirs)).Id;
        var sound = await _work.AttachAsync(mine, stores[0], "was there before");
        await _work.IngestAsync();
        var calls = 0;
        _work.Embedder.Before = (_, _) => ++calls > 0 ? throw new EmbeddingException("3 dimensions, 4 are set", isTransient: false) : Task.CompletedTask;
        var (first, second) = (await _work.AttachAsync(mine, stores[0], "alpha"), await _work.AttachAsync(mine, stores[1], "beta"));
        var damaged = await _work.AttachAsync(mine, stores[1], FakeReader.Damaged);
        var neighbour = await _work.AttachAsync(theirs, other, "gamma");
        await IngestPatientlyAsync();
        Assert.Equal(3 * IngestionWorker.MaxAttempts, calls);
        _work.Embedder.Before = null;
        await IngestPatientlyAsync();
        Assert.Equal(StoreFileState.Failed, await StateAsync(mine, stores[0], first));

        Assert.Equal(2, await Tenancy.StoreFiles.RetryAsync(mine, Cancel));
        var waiting = await _work.FindAsync(mine, stores[0], first);
        await IngestPatientlyAsync();

        Assert.Equal((StoreFileState.InProgress, null, 0L), (waiting.State, waiting.Error, waiting.ChunksDone));
        Assert.Equal(StoreFileState.Completed, await StateAsync(mine, stores[0], first));
        Assert.Equal(StoreFileState.Completed, await StateAsync(mine, stores[1], second));
        Assert.Equal("beta", await _work.TextAsync(mine, stores[1], second));
        Assert.Equal(StoreFileState.Completed, await StateAsync(mine, stores[0], sound));
        Assert.Equal("invalid_file", (await _work.FindAsync(mine, stores[1], damaged)).Error?.Code);
        Assert.Equal(StoreFileState.Failed, await StateAsync(theirs, other, neighbour));
        var act = Assert.Single(Tenancy.Journal.Acts, static act => act.Kind == AdministrationKinds.FilesRetried);
        Assert.Equal((mine.Tenant, "2"), (act.Tenant, Assert.Single(act.Facts).Value));
    }

    [Fact]
    public async Task FileThatIsRetried_HasAllItsAttemptsAgain()
    {
        var vault = await Tenancy.CreateVaultAsync();
        var store = (await _work.CreateStoreAsync(vault)).Id;
        var calls = 0;
        _work.Embedder.Before = (_, _) => ++calls > 0 ? throw new EmbeddingException("a refused credential", isTransient: false) : Task.CompletedTask;
        var file = await _work.AttachAsync(vault, store, "alpha");
        await IngestPatientlyAsync();

        Assert.Equal(1, await Tenancy.StoreFiles.RetryAsync(vault, Cancel));
        await IngestPatientlyAsync();

        Assert.Equal(2 * IngestionWorker.MaxAttempts, calls);
        Assert.Equal(IngestionError.NoVectors, (await _work.FindAsync(vault, store, file)).Error);
    }

    [Fact]
    public async Task Retry_GoesOverEachFailedFileOnce_HoweverMany()
    {
        var vault = await Tenancy.CreateVaultAsync();
        var store = (await _work.CreateStoreAsync(vault)).Id;
        var many = StoreFiles.MaxListed + 5;
        for (var i = 0; i < many; i++)
        {
            await _work.AttachAsync(vault, store, "alpha");
        }

        _work.Embedder.Before = (_, _) => throw new EmbeddingException("a refused credential", isTransient: false);
        await IngestPatientlyAsync();

        Assert.Equal(many, await Tenancy.StoreFiles.RetryAsync(vault, Cancel));
        Assert.Equal(0, await Tenancy.StoreFiles.RetryAsync(vault, Cancel));
    }

    private async Task<StoreFileState> StateAsync(TenantVault vault, VectorStoreId store, FileId file) => (await _work.FindAsync(vault, store, file)).State;

    // Longer than a worker waits between attempts.
    private async Task IngestPatientlyAsync()
    {
        for (var i = 0; i < IngestionWorker.MaxAttempts + 1; i++)
        {
            await _work.IngestAsync();
            Tenancy.Time.Advance(TimeSpan.FromMinutes(3));
        }
    }
}
