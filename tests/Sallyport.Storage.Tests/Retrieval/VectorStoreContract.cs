using System.Security.Cryptography;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

public abstract class VectorStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private const string Embedder = "fake/1";

    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task VectorStore_Created_IsFoundAsItWasMade()
    {
        var vault = await _work.CreateVaultAsync();
        var draft = new VectorStoreDraft { Name = "Müller, private", Metadata = new Dictionary<string, string> { ["team"] = "legal" }, ExpiresAfterDays = 7 };

        var made = await _work.VectorStores.CreateAsync(vault, draft, Embedder, Cancel);
        var found = (await _work.VectorStores.FindAsync(vault, made.Id, Cancel))!;

        Assert.Equal((draft.Name, 7, Embedder, 0L, 0L), (found.Name, found.ExpiresAfterDays, found.Embedder, found.Revision, found.UsageBytes));
        Assert.Equal("legal", found.Metadata["team"]);
        Assert.Equal(Workspace.Start, found.Created);
        Assert.Equal(Workspace.Start.AddDays(7), found.Expires);
        Assert.Equal(FileCounts.None, found.Counts);
    }

    [Fact]
    public async Task VectorStore_Updated_KeepsNothingThatIsLeftOut()
    {
        var vault = await _work.CreateVaultAsync();
        var made = await CreateAsync(vault, "first", 7);

        var updated = await _work.VectorStores.UpdateAsync(vault, made.Id, new VectorStoreDraft { Metadata = new Dictionary<string, string> { ["a"] = "b" } }, Cancel);

        Assert.Null(updated!.Name);
        Assert.Null(updated.ExpiresAfterDays);
        Assert.Equal("b", updated.Metadata["a"]);
        Assert.Null(await _work.VectorStores.UpdateAsync(vault, VectorStoreId.New(_work.Time), new VectorStoreDraft(), Cancel));
    }

    [Fact]
    public async Task List_OfVectorStores_GoesOnBehindOne()
    {
        var vault = await _work.CreateVaultAsync();
        List<VectorStoreId> all = [];
        for (var i = 0; i < 5; i++)
        {
            all.Add((await CreateAsync(vault, $"store {i}")).Id);
            _work.Time.Advance(TimeSpan.FromMilliseconds(64));
        }

        var first = await _work.VectorStores.ListAsync(vault, new ListWindow<VectorStoreId>(3), Cancel);
        var second = await _work.VectorStores.ListAsync(vault, new ListWindow<VectorStoreId>(3, After: first.Items[^1].Id), Cancel);
        var before = await _work.VectorStores.ListAsync(vault, new ListWindow<VectorStoreId>(1, Before: all[1]), Cancel);

        Assert.Equal(Enumerable.Reverse(all), [.. first.Items.Select(store => store.Id), .. second.Items.Select(store => store.Id)]);
        Assert.Equal((true, false), (first.HasMore, second.HasMore));
        Assert.Equal(all[2], Assert.Single(before.Items).Id);
    }

    [Fact]
    public async Task VectorStore_Touched_ExpiresLater()
    {
        var vault = await _work.CreateVaultAsync();
        var made = await CreateAsync(vault, "a", 1);

        _work.Time.Advance(TimeSpan.FromHours(23));
        await _work.VectorStores.TouchAsync(vault, made, Cancel);
        var touched = await _work.VectorStores.FindAsync(vault, made.Id, Cancel);

        Assert.Equal(Workspace.Start.AddHours(23), touched!.LastActive);
        Assert.Equal(Workspace.Start.AddHours(47), touched.Expires);
    }

    [Fact]
    public async Task VectorStore_Expired_IsEmptiedAndStatedButStays()
    {
        var vault = await _work.CreateVaultAsync();
        var work = new LibraryWork(_work);
        var made = await CreateAsync(vault, "a", 1);
        var file = await work.AttachAsync(vault, made.Id, "some text");
        await work.IngestAsync();
        var replica = new IndexReplica(_work.StoreDocuments, vault, made.Id);
        await replica.CatchUpAsync();
        Assert.Single(replica.Documents);

        _work.Time.Advance(TimeSpan.FromDays(1));
        await _work.VectorStores.TouchAsync(vault, made, Cancel);
        await _work.VectorStores.PurgeAsync(vault, Cancel);
        await _work.VectorStores.PurgeAsync(vault, Cancel);
        await replica.CatchUpAsync();

        Assert.Equal(0, (await _work.VectorStores.FindAsync(vault, made.Id, Cancel))!.Counts.Total);
        Assert.Null(await _work.StoreFiles.FindAsync(vault, made.Id, file, Cancel));
        Assert.NotNull(await _work.Files.FindAsync(vault, file, Cancel));
        Assert.Empty(replica.Documents);
        Assert.Equal(AdministrationKinds.StoreExpired, Assert.Single(_work.Journal.Acts).Kind);
        var error = await Assert.ThrowsAsync<RetrievalException>(() => _work.StoreFiles.AttachAsync(vault, made.Id, new StoreFileDraft(file), Cancel));
        Assert.Equal(RetrievalFailure.NotFound, error.Failure);
    }

    [Fact]
    public async Task VectorStore_Deleted_LosesItsChunksAndLeavesTheFiles()
    {
        var vault = await _work.CreateVaultAsync();
        var work = new LibraryWork(_work);
        var made = await CreateAsync(vault, "a");
        var file = await work.AttachAsync(vault, made.Id, "some text");
        await work.IngestAsync();

        Assert.True(await _work.VectorStores.DeleteAsync(vault, made.Id, Cancel));
        Assert.False(await _work.VectorStores.DeleteAsync(vault, made.Id, Cancel));

        Assert.Null(await _work.VectorStores.FindAsync(vault, made.Id, Cancel));
        Assert.Null(await _work.StoreDocuments.ReadChangesAsync(vault, made.Id, 0, isFirstLoad: true, new WantedVectors(null, 4), Cancel));
        Assert.Empty(await _work.StoreDocuments.ListTextsAsync(vault, made.Id, file, 0, 10, Cancel));
        Assert.NotNull(await _work.Files.FindAsync(vault, file, Cancel));
        Assert.Equal(AdministrationKinds.StoreDeleted, Assert.Single(_work.Journal.Acts).Kind);
    }

    [Fact]
    public async Task VectorStore_OfAnotherTenant_IsNotThereAndItsRowOpensNothing()
    {
        var mine = await _work.CreateVaultAsync();
        var theirs = await _work.CreateVaultAsync();
        var made = await CreateAsync(mine, "mine");
        var sealedStore = (await _work.VectorStoreCatalog.FindAsync(mine, made.Id, Cancel))!;

        Assert.Null(await _work.VectorStores.FindAsync(theirs, made.Id, Cancel));
        Assert.False(await _work.VectorStores.DeleteAsync(theirs, made.Id, Cancel));
        Assert.Empty((await _work.VectorStores.ListAsync(theirs, new ListWindow<VectorStoreId>(10), Cancel)).Items);

        await _work.VectorStoreCatalog.AddAsync(theirs, sealedStore, Cancel);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => _work.VectorStores.FindAsync(theirs, made.Id, Cancel));
    }

    [Fact]
    public async Task Tenant_Deleted_LosesItsVectorStores()
    {
        var vault = await _work.CreateVaultAsync();
        var made = await CreateAsync(vault, "a");

        await _work.Tenants.DeleteAsync(vault.Tenant, Cancel);

        Assert.DoesNotContain(vault.Tenant, await _work.VectorStoreCatalog.ListTenantsAsync(Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync(vault, "b"));
        if (fixture.Database.Engine == DatabaseEngine.Postgres)
        {
            Assert.Null(await _work.VectorStoreCatalog.FindAsync(vault, made.Id, Cancel));
        }
        else
        {
            Assert.DoesNotContain(vault.Tenant, fixture.Database.Vaults.ListFiles());
        }
    }

    [Fact]
    public async Task Draft_OutOfBounds_IsRefused()
    {
        var vault = await _work.CreateVaultAsync();
        VectorStoreDraft[] wrong =
        [
            new() { Name = new string('n', 257) },
            new() { ExpiresAfterDays = 0 },
            new() { ExpiresAfterDays = 366 },
            new() { Metadata = new Dictionary<string, string> { ["a"] = new('v', 513) } },
            new() { Metadata = Enumerable.Range(0, 17).ToDictionary(i => $"key{i}", _ => "v") },
        ];

        foreach (var draft in wrong)
        {
            var error = await Assert.ThrowsAsync<RetrievalException>(() => _work.VectorStores.CreateAsync(vault, draft, Embedder, Cancel));
            Assert.Equal(RetrievalFailure.Invalid, error.Failure);
        }
    }

    private Task<VectorStore> CreateAsync(TenantVault vault, string name, int? days = null) =>
        _work.VectorStores.CreateAsync(vault, new VectorStoreDraft { Name = name, ExpiresAfterDays = days }, Embedder, Cancel);
}
