using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Storage.Retrieval;
using Sallyport.Storage.Tests.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>What vectors in PostgreSQL need to begin with, and the way back to memory.</summary>
public sealed class VectorSchemaTests : IAsyncLifetime
{
    // As docs/guide/retrieval.md has it.
    private const string WayBack = "DROP TABLE rotated_vectors, vector_graphs, vector_schema_version CASCADE";

    // So that a few documents are enough for a graph.
    private const int GraphFrom = 20;

    private readonly PostgresFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Start_WherePostgresHasNoPgvector_IsRefusedAndSaysWhatToDo()
    {
        // As PostgreSQL refuses where the extension's files are not installed.
        await _fixture.ExecuteAsync(
            """
            CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'extension "vector" is not available'; END $$;
            CREATE EVENT TRIGGER no_extension ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION') EXECUTE FUNCTION refuse();
            """);

        var refused = await Assert.ThrowsAsync<DatabaseException>(() => Database.OpenPostgresAsync(_fixture.OwnerString, keepsVectors: true, Cancel));

        Assert.Contains("pgvector", refused.Message, StringComparison.Ordinal);
        Assert.Contains("extension \"vector\" is not available", refused.Message, StringComparison.Ordinal);
        Assert.Contains("vectors: memory", refused.Message, StringComparison.Ordinal);
        Assert.True((await _fixture.QueryAsync<bool>("SELECT to_regclass('rotated_vectors') IS NULL"))[0]);
        await using var inMemory = await _fixture.OpenAgainAsync();
        Assert.False(inMemory.KeepsVectors);
    }

    [Fact]
    public async Task Start_WherePgvectorIsTooOld_IsRefusedAndSaysWhatToDo()
    {
        await _fixture.AddVectorAsync();
        await _fixture.ExecuteAsync("UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'");

        var refused = await Assert.ThrowsAsync<DatabaseException>(() => Database.OpenPostgresAsync(_fixture.OwnerString, keepsVectors: true, Cancel));

        Assert.Contains("0.7.4", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ALTER EXTENSION vector UPDATE", refused.Message, StringComparison.Ordinal);
        Assert.True((await _fixture.QueryAsync<bool>("SELECT to_regclass('rotated_vectors') IS NULL"))[0]);
    }

    [Fact]
    public async Task WayBackToMemory_LeavesNothingInTheWayOfTheDatabaseAgain()
    {
        Assert.Contains(WayBack, await File.ReadAllTextAsync(Path.Combine(RepositoryRoot(), "docs", "guide", "retrieval.md"), Cancel), StringComparison.Ordinal);
        var tenancy = new Workspace(_fixture.Database);
        var request = new SearchRequest { Stores = [], Queries = ["river1 ledger2"], Mode = SearchMode.Vector };
        int found;
        await using (var first = await _fixture.OpenWithVectorsAsync())
        {
            await using var sides = await SearchSides.OpenAsync(tenancy, new RotatedVectors(first, GraphFrom));
            var (vault, store) = await FilledAsync(sides);
            request = request with { Stores = [store] };
            found = await sides.CompareAsync(vault, request);
            await sides.InDatabase.TendAsync(vault, Cancel);
            Assert.NotEmpty(await _fixture.QueryAsync<string>("SELECT index_name FROM vector_graphs"));
        }

        await _fixture.ExecuteAsync(WayBack);
        await using (var inMemory = await _fixture.OpenAgainAsync())
        {
            Assert.Empty(await _fixture.QueryAsync<string>("SELECT relname FROM pg_class WHERE relname LIKE 'rotated_vectors%' OR relname LIKE 'vector_graph%'"));
        }

        await using var again = await _fixture.OpenWithVectorsAsync();
        await using var later = await SearchSides.OpenAsync(tenancy, new RotatedVectors(again, GraphFrom));
        var tenant = (await tenancy.Tenants.ListAsync(Cancel))[0].Id;
        Assert.Equal(found, await later.CompareAsync(await tenancy.Vaults.OpenAsync(tenant, Cancel), request));
        Assert.True(found > 0);
    }

    [Fact]
    public async Task Graph_OfMoreThan2000Dimensions_IsOfNumbersOf16BitsAndRankedByTheRows()
    {
        await using var database = await _fixture.OpenWithVectorsAsync();
        await using var sides = await SearchSides.OpenAsync(new Workspace(database), new RotatedVectors(database, GraphFrom), new FakeEmbedder("fake/2500", 2_500));
        var (vault, store) = await FilledAsync(sides);
        var request = new SearchRequest { Stores = [store], Queries = ["river1 ledger2"], Mode = SearchMode.Vector };
        await sides.CompareAsync(vault, request);

        await sides.InDatabase.TendAsync(vault, Cancel);

        var definition = Assert.Single(await _fixture.QueryAsync<string>("SELECT pg_get_indexdef(c.oid) FROM vector_graphs g JOIN pg_class c ON c.relname = g.index_name"));
        Assert.Contains("halfvec(2500)", definition, StringComparison.Ordinal);
        Assert.Contains("halfvec_ip_ops", definition, StringComparison.Ordinal);
        Assert.True(await sides.CompareAsync(vault, request) > 0);

        // What a search used is counted by its connection a second later at the latest.
        for (var used = 0L; used == 0;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancel);
            used = (await _fixture.QueryAsync<long>("SELECT coalesce(sum(i.idx_scan), 0)::bigint FROM vector_graphs g JOIN pg_stat_user_indexes i ON i.indexrelname = g.index_name"))[0];
        }
    }

    private static async Task<(Sallyport.Tenancy.TenantVault Vault, VectorStoreId Store)> FilledAsync(SearchSides sides)
    {
        var vault = await sides.Work.Tenancy.CreateVaultAsync();
        var store = (await sides.Work.CreateStoreAsync(vault)).Id;
        var random = new Random(1);
        for (var i = 0; i < 12; i++)
        {
            await sides.AttachAsync(vault, store, random, i);
        }

        await sides.Work.IngestAsync();
        return (vault, store);
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Sallyport.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return folder;
    }
}
