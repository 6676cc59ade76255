using CsCheck;
using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Library;
using Sallyport.Retrieval.Rotation;
using Sallyport.Storage.Retrieval;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>Search over vectors in PostgreSQL, held against the search in memory, which is the model of it.</summary>
public sealed class RotatedVectorsTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    // So that a few documents are enough for a graph.
    private const int GraphFrom = 20;

    private Database _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await fixture.OpenWithVectorsAsync();

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? default;

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(GraphFrom)]
    public async Task Search_InTheDatabase_FindsWhatTheIndexInMemoryFinds(int graphFrom)
    {
        var rotated = Rows(graphFrom);
        var found = 0;
        await Gen.Int[0, 1_000_000].SampleAsync(async seed => found += await CompareAsync(rotated, seed), iter: 12, threads: 1);

        Assert.True(found > 100);
    }

    [Fact]
    public async Task Rows_AreTheTenantsOwn_AndOfARotationThatNoOtherTenantHas()
    {
        await using var sides = await SearchSides.OpenAsync(new Workspace(_database), Rows());
        var (mine, theirs) = (await FilledAsync(sides, 3), await FilledAsync(sides, 3));
        var search = new SearchRequest { Stores = [mine.Store], Queries = ["river1"], Mode = SearchMode.Vector };

        Assert.NotEmpty((await SearchSides.SearchAsync(sides.InDatabase, mine.Vault, search)).Chunks);
        await Assert.ThrowsAsync<RetrievalException>(() => SearchSides.SearchAsync(sides.InDatabase, theirs.Vault, search));
        Assert.NotEmpty((await SearchSides.SearchAsync(sides.InDatabase, theirs.Vault, search with { Stores = [theirs.Store] })).Chunks);

        var (my, their) = (TenantSpaces.SpaceOf(mine.Vault, sides.Work.Embedder), TenantSpaces.SpaceOf(theirs.Vault, sides.Work.Embedder));
        Assert.NotEqual(my, their);
        Assert.True(await CountAsync($"tenant_id = '{mine.Vault.Tenant}' AND space = '{my}'") > 0);
        Assert.Equal(0, await CountAsync($"tenant_id = '{mine.Vault.Tenant}' AND space <> '{my}'"));
        var text = (await sides.Work.Tenancy.StoreDocuments.ListTextsAsync(mine.Vault, mine.Store, mine.Files[0], 0, 1, Cancel))[0].Text;
        var plain = FakeEmbedder.Of(sides.Work.Embedder.Name, text);
        var row = (await fixture.QueryAsync<float[]>("SELECT embedding::real[] FROM rotated_vectors WHERE file_id = @file AND ordinal = 0", new { file = mine.Files[0].Value }))[0];
        Assert.NotEqual(plain, row);
        Assert.Equal(1, row!.Sum(static value => value * value), 1e-5f);
    }

    [Fact]
    public async Task Document_WhoseKeyIsDestroyed_HasNoVectorsInTheSameMoment()
    {
        await using var sides = await SearchSides.OpenAsync(new Workspace(_database), Rows());
        var (vault, store, files) = await FilledAsync(sides, 3);
        await SearchSides.SearchAsync(sides.InDatabase, vault, new SearchRequest { Stores = [store], Queries = ["river1"] });
        Assert.True(await CountAsync($"file_id = '{files[0]}'") > 0);

        await sides.Work.Tenancy.FileStore.DestroyKeyAsync(vault, files[0], sides.Work.Tenancy.Time.GetUtcNow(), Cancel);
        Assert.Equal(0, await CountAsync($"file_id = '{files[0]}'"));

        await sides.Work.Tenancy.StoreFiles.DetachAsync(vault, store, files[1], Cancel);
        Assert.Equal(0, await CountAsync($"file_id = '{files[1]}'"));
        Assert.True(await CountAsync($"file_id = '{files[2]}'") > 0);

        await sides.Work.Tenancy.VectorStores.DeleteAsync(vault, store, Cancel);
        Assert.Equal(0, await CountAsync($"store_id = '{store}'"));
    }

    [Fact]
    public async Task Vectors_OfWhatADocumentWasBefore_AreNotWritten()
    {
        var rotated = Rows();
        await using var sides = await SearchSides.OpenAsync(new Workspace(_database), rotated);
        var (vault, store, files) = await FilledAsync(sides, 1);
        var revision = (await sides.Work.Tenancy.StoreDocuments.ReadChangesAsync(vault, store, 0, isFirstLoad: true, new WantedVectors(null, 0), Cancel))!.Present[0].Revision;

        await rotated.WriteAsync(vault, store, Space, [new RotatedDocument(files[0], revision - 1, [0], new float[] { 1, 0, 0, 0 })], Cancel);
        Assert.Equal(0, await CountAsync($"file_id = '{files[0]}'"));

        await rotated.WriteAsync(vault, store, Space, [new RotatedDocument(files[0], revision, [0], new float[] { 1, 0, 0, 0 })], Cancel);
        Assert.Equal(1, await CountAsync($"file_id = '{files[0]}'"));
    }

    [Fact]
    public async Task Rows_OfAnotherLengthThanTheQuestion_AreRefusedNotRanked()
    {
        var rotated = Rows();
        await using var sides = await SearchSides.OpenAsync(new Workspace(_database), rotated);
        var (vault, store, files) = await FilledAsync(sides, 1);
        await SearchSides.SearchAsync(sides.InDatabase, vault, new SearchRequest { Stores = [store], Queries = ["river1"] });

        var refusal = await Assert.ThrowsAsync<RetrievalException>(() =>
            rotated.RankAsync(vault, store, TenantSpaces.SpaceOf(vault, sides.Work.Embedder), new RotatedQuestion(new float[] { 1, 0, 0 }, files, 10, 10), Cancel));

        Assert.Equal(RetrievalFailure.Conflict, refusal.Failure);
    }

    [Fact]
    public async Task Tenant_WithItsOwnEmbedder_IsSearchedAlikeOnBothSides_AndInMemoryWhereItsVectorsAreTooLong()
    {
        await using var sides = await SearchSides.OpenAsync(new Workspace(_database), Rows());
        var (other, theirs, _) = await FilledAsync(sides, 4);
        var (vault, store, _) = await FilledAsync(sides, 6);
        var asked = 0;
        foreach (var own in (FakeEmbedder[])[new("own/7", 7), new("own/5000", 5_000)])
        {
            own.Before = (_, _) =>
            {
                asked++;
                return Task.CompletedTask;
            };
            sides.Work.Own = tenant => tenant == vault.Tenant ? own : null;
            var request = new SearchRequest { Stores = [store], Queries = ["river1 ledger2"] };

            // Until it is embedded anew it is found by its words, and nobody is asked for a vector.
            Assert.True(await sides.CompareAsync(vault, request) > 0);
            Assert.Equal(0, asked);
            await sides.Work.IngestAsync();
            var found = await sides.CompareAsync(vault, request with { Mode = SearchMode.Vector });

            Assert.True(found > 0);
            Assert.True(await sides.CompareAsync(other, request with { Stores = [theirs], Mode = SearchMode.Vector }) > 0);
            await sides.InDatabase.TendAsync(vault, Cancel);
            var rows = await CountAsync($"tenant_id = '{vault.Tenant}' AND space = '{TenantSpaces.SpaceOf(vault, own)}'");
            Assert.Equal(own.Dimensions == 7, rows > 0);
            asked = 0;
        }
    }

    [Fact]
    public async Task Embedder_Changed_IsSearchedByWordsUntilItsVectorsLieThereAndTheOldGraphGoes()
    {
        var rotated = Rows(GraphFrom);
        var tenancy = new Workspace(_database);
        await using var old = await SearchSides.OpenAsync(tenancy, rotated);
        var (vault, store, _) = await FilledAsync(old, 12);
        await SearchSides.SearchAsync(old.InDatabase, vault, new SearchRequest { Stores = [store], Queries = ["river1"] });
        await old.InDatabase.TendAsync(vault, Cancel);
        Assert.Equal(1, await GraphsAsync(vault.Tenant));

        await using var next = await SearchSides.OpenAsync(tenancy, rotated, new FakeEmbedder("fake/2"));
        var request = new SearchRequest { Stores = [store], Queries = ["river1 ledger2"] };
        await Assert.ThrowsAsync<RetrievalException>(() => SearchSides.SearchAsync(next.InDatabase, vault, request with { Mode = SearchMode.Vector }));
        await next.CompareAsync(vault, request);
        await next.Work.IngestAsync();

        Assert.True(await next.CompareAsync(vault, request with { Mode = SearchMode.Vector }) > 0);
        await next.InDatabase.TendAsync(vault, Cancel);
        Assert.Equal(1, await GraphsAsync(vault.Tenant));
        Assert.True(await next.CompareAsync(vault, request with { Mode = SearchMode.Vector }) > 0);
    }

    [Fact]
    public async Task Store_ThatGrew_GetsAGraphInAPartitionOfItsTenantAlone()
    {
        await using var sides = await SearchSides.OpenAsync(new Workspace(_database), Rows(GraphFrom));
        var (large, small) = (await FilledAsync(sides, 12), await FilledAsync(sides, 1));
        await sides.InDatabase.TendAsync(large.Vault, Cancel);
        Assert.Equal(0, await GraphsAsync(large.Vault.Tenant));
        foreach (var (vault, store, _) in new[] { large, small })
        {
            await SearchSides.SearchAsync(sides.InDatabase, vault, new SearchRequest { Stores = [store], Queries = ["river1"] });
            await sides.InDatabase.TendAsync(vault, Cancel);
        }

        var own = $"rotated_vectors_{large.Vault.Tenant}";
        Assert.Equal(await CountAsync($"tenant_id = '{large.Vault.Tenant}'"), await CountAsync($"tableoid = '{own}'::regclass"));
        Assert.Equal(0, await CountAsync($"tableoid = '{own}'::regclass AND tenant_id <> '{large.Vault.Tenant}'"));
        Assert.Equal(await CountAsync($"tenant_id = '{small.Vault.Tenant}'"), await CountAsync($"tableoid = 'rotated_vectors_shared'::regclass AND tenant_id = '{small.Vault.Tenant}'"));
        Assert.Equal((1, 0), (await GraphsAsync(large.Vault.Tenant), await GraphsAsync(small.Vault.Tenant)));

        await sides.AttachAsync(large.Vault, large.Store, new Random(3), 3);
        await sides.Work.IngestAsync();
        Assert.True(await sides.CompareAsync(large.Vault, new SearchRequest { Stores = [large.Store], Queries = ["signal3"], Mode = SearchMode.Vector, Most = 50 }) > GraphFrom);
        await UsedAsync(large.Vault.Tenant);

        await sides.Work.Tenancy.VectorStores.DeleteAsync(large.Vault, large.Store, Cancel);
        await sides.InDatabase.TendAsync(large.Vault, Cancel);
        Assert.Equal(0, await GraphsAsync(large.Vault.Tenant));
    }

    [Fact]
    public async Task Tenant_Deleted_LeavesNeitherRowsNorPartitionNorGraph()
    {
        await using var sides = await SearchSides.OpenAsync(new Workspace(_database), Rows(GraphFrom));
        var (large, small) = (await FilledAsync(sides, 12), await FilledAsync(sides, 1));
        foreach (var (vault, store, _) in new[] { large, small })
        {
            await SearchSides.SearchAsync(sides.InDatabase, vault, new SearchRequest { Stores = [store], Queries = ["river1"] });
            await sides.InDatabase.TendAsync(vault, Cancel);
            Assert.True(await CountAsync($"tenant_id = '{vault.Tenant}'") > 0);

            await sides.Work.Tenancy.Tenants.DeleteAsync(vault.Tenant, Cancel);

            Assert.Equal(0, await CountAsync($"tenant_id = '{vault.Tenant}'"));
            Assert.Equal(0, (await fixture.QueryAsync<long>("SELECT (SELECT count(*) FROM pg_class WHERE relname LIKE '%' || @tenant || '%') + (SELECT count(*) FROM vector_graphs WHERE tenant_id = @tenant)", new { tenant = vault.Tenant.Value }))[0]);
        }
    }

    [Fact]
    public void Database_ThatWasNotReadied_KeepsNoVectors() => Assert.Throws<ArgumentException>(() => new RotatedVectors(fixture.Database));

    private const string Space = "00000000000000000000000000000000";

    private RotatedVectors Rows(int graphFrom = RotatedVectors.GraphFrom) => new(_database, graphFrom);

    private async Task<int> CompareAsync(RotatedVectors rotated, int seed)
    {
        var (random, found) = (new Random(seed), 0);
        await using var sides = await SearchSides.OpenAsync(new Workspace(_database), rotated);
        var vault = await sides.Work.Tenancy.CreateVaultAsync();
        var store = (await sides.Work.CreateStoreAsync(vault)).Id;
        var files = new List<FileId>();
        for (var step = 0; step < 4; step++)
        {
            for (var i = 0; i < 6; i++)
            {
                files.Add(await sides.AttachAsync(vault, store, random, random.Next(4), random.Next(3) == 0 ? ["hr"] : []));
            }

            await sides.Work.IngestAsync();
            await ChangeAsync(sides, vault, store, files, random);
            await sides.InDatabase.TendAsync(vault, Cancel);
            for (var search = 0; search < 4; search++)
            {
                var request = new SearchRequest
                {
                    Stores = [store],
                    Queries = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => SearchSides.Question(random))],
                    Mode = (SearchMode)random.Next(3),
                    Most = random.Next(1, 51),
                    Filter = random.Next(2) == 0 ? null : new ComparisonFilter("n", AttributeComparison.Equal, new AttributeValue(random.Next(4))),
                };
                found += await sides.CompareAsync(vault, request, random.Next(2) == 0 ? ["hr"] : []);
            }
        }

        return found;
    }

    private static async Task ChangeAsync(SearchSides sides, TenantVault vault, VectorStoreId store, List<FileId> files, Random random)
    {
        var file = files[random.Next(files.Count)];
        switch (random.Next(3))
        {
            case 0:
                await sides.Work.Tenancy.Files.DeleteAsync(vault, file, Cancel);
                files.Remove(file);
                break;
            case 1:
                await sides.Work.Tenancy.StoreFiles.DetachAsync(vault, store, file, Cancel);
                break;
            default:
                // What is attached again begins anew, with other chunks under the same ordinals.
                await sides.Work.Tenancy.StoreFiles.AttachAsync(vault, store, new StoreFileDraft(file) { Attributes = new Dictionary<string, AttributeValue> { ["n"] = new(1) } }, Cancel);
                await sides.Work.IngestAsync();
                break;
        }
    }

    private async Task<(TenantVault Vault, VectorStoreId Store, List<FileId> Files)> FilledAsync(SearchSides sides, int documents)
    {
        var vault = await sides.Work.Tenancy.CreateVaultAsync();
        var store = (await sides.Work.CreateStoreAsync(vault)).Id;
        var (random, files) = (new Random(documents), new List<FileId>());
        for (var i = 0; i < documents; i++)
        {
            files.Add(await sides.AttachAsync(vault, store, random, i));
        }

        await sides.Work.IngestAsync();
        return (vault, store, files);
    }

    private async Task<long> CountAsync(string where) => (await fixture.QueryAsync<long>($"SELECT count(*) FROM rotated_vectors WHERE {where}"))[0];

    // What a search used is counted by its connection a second later at the latest.
    private async Task UsedAsync(TenantId tenant)
    {
        for (var used = 0L; used == 0;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancel);
            used = (await fixture.QueryAsync<long>("SELECT coalesce(sum(i.idx_scan), 0)::bigint FROM vector_graphs g JOIN pg_stat_user_indexes i ON i.indexrelname = g.index_name WHERE g.tenant_id = @tenant", new { tenant = tenant.Value }))[0];
        }
    }

    private async Task<long> GraphsAsync(TenantId tenant) =>
        (await fixture.QueryAsync<long>("SELECT count(*) FROM vector_graphs g JOIN pg_class c ON c.relname = g.index_name WHERE g.tenant_id = @tenant", new { tenant = tenant.Value }))[0];
}
