using Sallyport.Ledger;
using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>A sentinel goes wherever documents go, and its tenant meets it nowhere.</summary>
public abstract class SentinelStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sentinel_Planted_IsFoundByProbesAlone()
    {
        var work = new LibraryWork(_work);
        var vault = await _work.CreateVaultAsync();
        var store = await work.CreateStoreAsync(vault);
        await _work.Sentinels.PlantAsync(vault, store.Id, Cancel);
        var own = await work.AttachAsync(vault, store.Id, "Trains before flights.");
        await work.IngestAsync();
        await using var ledger = await OpenLedgerAsync();
        using var rooms = RoomsOf(work, ledger);
        var text = _work.Sentinels.TextOf(vault.Tenant);

        var probed = await rooms.ProbeAsync(vault, store.Id, [text], Cancel);
        var found = await SearchAsync(rooms, vault, store.Id, text);

        Assert.Contains(text, probed);
        Assert.DoesNotContain(found.Chunks, chunk => chunk.File != own);
        Assert.Equal(0, found.Withheld);
    }

    [Fact]
    public async Task Sentinel_Planted_ShowsInNoListingCountOrUsage()
    {
        var (work, plain) = (new LibraryWork(_work), await _work.CreateVaultAsync());
        var vault = await _work.CreateVaultAsync();
        var (with, without) = (await work.CreateStoreAsync(vault), await work.CreateStoreAsync(plain));
        await _work.Sentinels.PlantAsync(vault, with.Id, Cancel);
        await work.AttachAsync(vault, with.Id, "Trains before flights.");
        await work.AttachAsync(plain, without.Id, "Trains before flights.");
        await work.IngestAsync();
        var sentinel = SentinelFile.Of(vault);

        var (seen, like) = ((await _work.VectorStores.FindAsync(vault, with.Id, Cancel))!, (await _work.VectorStores.FindAsync(plain, without.Id, Cancel))!);
        var files = await _work.Files.ListAsync(vault, null, new ListWindow<FileId>(100), Cancel);
        var attached = await _work.StoreFiles.ListAsync(vault, with.Id, null, null, new ListWindow<FileId>(100), Cancel);

        Assert.Equal((like.Counts, like.UsageBytes, like.LastActive), (seen.Counts, seen.UsageBytes, seen.LastActive));
        Assert.NotEqual(sentinel, Assert.Single(files.Items).Id);
        Assert.NotEqual(sentinel, Assert.Single(attached.Items).File);
        Assert.Null(await _work.Files.FindAsync(vault, sentinel, Cancel));
        Assert.Null(await _work.Files.OpenReadAsync(vault, sentinel, Cancel));
        Assert.False(await _work.Files.DeleteAsync(vault, sentinel, Cancel));
        Assert.Null(await _work.StoreFiles.FindAsync(vault, with.Id, sentinel, Cancel));
        Assert.False(await _work.StoreFiles.DetachAsync(vault, with.Id, sentinel, Cancel));
        Assert.Null(await _work.StoreFiles.UpdateAsync(vault, with.Id, sentinel, new Dictionary<string, AttributeValue>(), null, Cancel));
        await Assert.ThrowsAsync<RetrievalException>(() => _work.StoreFiles.AttachAsync(vault, with.Id, new StoreFileDraft(sentinel), Cancel));
    }

    [Fact]
    public async Task Upkeep_PlantsIntoOlderStores_OnceEach_AndDoesNotPutOffTheirExpiry()
    {
        var work = new LibraryWork(_work);
        var vault = await _work.CreateVaultAsync();
        var kept = await work.CreateStoreAsync(vault);
        var expired = await _work.VectorStores.CreateAsync(vault, new VectorStoreDraft { ExpiresAfterDays = 1 }, work.Embedder.Name, Cancel);
        _work.Time.Advance(TimeSpan.FromDays(2));

        await _work.Sentinels.PlantAllAsync(vault, Cancel);
        await work.IngestAsync();
        await _work.Sentinels.PlantAllAsync(vault, Cancel);
        var planted = await _work.StoreFileCatalog.FindAsync(vault, kept.Id, SentinelFile.Of(vault), Cancel);

        Assert.Equal(StoreFileState.Completed, planted!.State);
        Assert.Null(await _work.StoreFileCatalog.FindAsync(vault, expired.Id, SentinelFile.Of(vault), Cancel));
        Assert.Equal(kept.LastActive, (await _work.VectorStores.FindAsync(vault, kept.Id, Cancel))!.LastActive);
    }

    [Fact]
    public async Task Sentinel_IsEmbeddedAnew_AndGoesWithItsStore()
    {
        var work = new LibraryWork(_work);
        var vault = await _work.CreateVaultAsync();
        var store = await work.CreateStoreAsync(vault);
        await _work.Sentinels.PlantAsync(vault, store.Id, Cancel);
        await work.IngestAsync();

        var next = new LibraryWork(_work, new FakeEmbedder("fake/2"));
        await next.IngestAsync();
        await using var ledger = await OpenLedgerAsync();
        using var rooms = RoomsOf(next, ledger);
        var probed = await rooms.ProbeAsync(vault, store.Id, [_work.Sentinels.TextOf(vault.Tenant)], Cancel);
        await _work.VectorStores.DeleteAsync(vault, store.Id, Cancel);

        Assert.Single(probed);
        Assert.Null(await _work.StoreFileCatalog.FindAsync(vault, store.Id, SentinelFile.Of(vault), Cancel));
    }

    [Fact]
    public async Task Sentinel_OfATenantWithItsOwnEndpoint_IsFoundWithoutTellingItAnothers()
    {
        var work = new LibraryWork(_work);
        var (vault, other) = (await _work.CreateVaultAsync(), await _work.CreateVaultAsync());
        var sent = new List<string>();
        var own = new FakeEmbedder("own/1") { IsElsewhere = true };
        own.Before = (texts, _) =>
        {
            sent.AddRange(texts);
            return Task.CompletedTask;
        };
        work.Own = tenant => tenant == vault.Tenant ? own : null;
        var store = await _work.VectorStores.CreateAsync(vault, new VectorStoreDraft(), own.Name, Cancel);
        await _work.Sentinels.PlantAsync(vault, store.Id, Cancel);
        await work.IngestAsync();
        await using var ledger = await OpenLedgerAsync();
        using var rooms = RoomsOf(work, ledger);

        var probed = await rooms.ProbeAsync(vault, store.Id, [_work.Sentinels.TextOf(other.Tenant), _work.Sentinels.TextOf(vault.Tenant)], Cancel);

        Assert.Equal([_work.Sentinels.TextOf(vault.Tenant)], probed);
        Assert.Equal([_work.Sentinels.TextOf(vault.Tenant)], sent);
    }

    [Fact]
    public async Task Sentinel_OfAnotherKey_IsPlantedAnew()
    {
        var work = new LibraryWork(_work);
        var vault = await _work.CreateVaultAsync();
        var store = await work.CreateStoreAsync(vault);
        await _work.SentinelsWith(_ => "An old text.").PlantAsync(vault, store.Id, Cancel);
        await work.IngestAsync();

        await _work.Sentinels.PlantAllAsync(vault, Cancel);
        await work.IngestAsync();

        Assert.Equal(_work.Sentinels.TextOf(vault.Tenant), await work.TextAsync(vault, store.Id, SentinelFile.Of(vault)));
    }

    [Fact]
    public async Task Sentinels_OfTwoTenants_HaveDifferentIdsAndTexts()
    {
        var (one, other) = (await _work.CreateVaultAsync(), await _work.CreateVaultAsync());

        Assert.NotEqual(SentinelFile.Of(one), SentinelFile.Of(other));
        Assert.NotEqual(_work.Sentinels.TextOf(one.Tenant), _work.Sentinels.TextOf(other.Tenant));
    }

    private CleanRooms RoomsOf(LibraryWork work, LedgerWriter ledger) =>
        new(_work.VectorStores, _work.StoreDocuments, _work.Vaults, new TenantEmbedders(work.Embedder, tenant => work.Own?.Invoke(tenant)), ledger, 64 << 20, _work.Time);

    private Task<LedgerWriter> OpenLedgerAsync() => LedgerWriter.OpenAsync(new LedgerStore(_work.Database), new LedgerWriterOptions(), TimeProvider.System, null, Cancel);

    private static Task<RetrievalResult> SearchAsync(CleanRooms rooms, TenantVault vault, VectorStoreId store, string query) => rooms.SearchAsync(
        vault, new Principal(vault.Tenant, KeyId.New(), null, Scopes.Retrieve), "search", "ex_0000000000000000", new SearchRequest { Stores = [store], Queries = [query] },
        static (_, _) => ValueTask.FromResult<string?>(null), Durability.Batched, Cancel);
}
