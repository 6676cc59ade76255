using System.Collections.Concurrent;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

public sealed class PostgresFoundTextStoreTests(PostgresFixture fixture) : FoundTextStoreContract<PostgresFixture>(fixture)
{
    private readonly ConcurrentQueue<string> _statements = [];

    [Fact]
    public async Task Search_AsksAsOftenForManyTextsAsForOne()
    {
        var (vault, stores) = await FillAsync();
        await using var writer = await WriterAsync();
        using var rooms = Rooms(writer);
        await SearchAsync(rooms, vault, stores, 1);

        Listen();
        await SearchAsync(rooms, vault, stores, 1);
        var one = CountOf("FROM chunks", "FROM files", "FROM document_keys");
        _statements.Clear();
        var found = await SearchAsync(rooms, vault, stores, 20);

        Assert.Equal(20, found.Chunks.Count);
        Assert.Equal((3, 3), (one, CountOf("FROM chunks", "FROM files", "FROM document_keys")));
    }

    [Fact]
    public async Task Ingestion_WritesSomeChunksAtATime()
    {
        Listen();

        await IngestLongAsync(chunks: 64);

        Assert.Equal((2, 2), (CountOf("INSERT INTO chunks"), CountOf("INSERT INTO chunk_vectors")));
    }

    [Fact]
    public async Task Index_OfWhatWasJustIngested_IsReadByKeys()
    {
        var (vault, store, file) = await IngestLongAsync(chunks: 64);
        Listen();
        var changes = await ReadChangesAsync(vault, store);
        var statement = _statements.Single(static statement => statement.Contains("chunk_vectors", StringComparison.Ordinal));

        // No count of the tables' rows has been taken yet: a join would be planned for one row, and compare each chunk with each vector.
        var plan = await Database.Vaults.ReadAsync(
            vault.Tenant,
            session => session.QueryAsync<string>(
                "EXPLAIN (ANALYZE) " + statement, new { tenant = vault.Tenant.Value, store = store.Value, embedder = "fake/1", present = new[] { file.Value } }),
            Cancel);

        Assert.Equal(64, changes!.Documents.Single().Chunks.Count(static chunk => chunk.SealedVector is not null));
        if (await CountedAsync(vault) == 0)
        {
            Assert.Contains(plan, static line => line.Contains("chunk_vectors_pkey", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, static line => line.Contains("Removed by", StringComparison.Ordinal));
        }

        Assert.DoesNotContain(plan, static line => line.Contains("Join Filter", StringComparison.Ordinal));
    }

    // On a slow machine the server counts rows by itself before the plan is made, and may then rightly choose another.
    private async Task<long> CountedAsync(TenantVault vault) => (await Database.Vaults.ReadAsync(
        vault.Tenant,
        static session => session.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname LIKE 'chunk_vectors%' AND relkind IN ('r', 'p') AND reltuples >= 0", new { }),
        Cancel)).Single();

    private void Listen() => Database.Rewriting = statement =>
    {
        _statements.Enqueue(statement);
        return statement;
    };

    private int CountOf(params string[] parts) => _statements.Count(statement => parts.Any(part => statement.Contains(part, StringComparison.Ordinal)));
}
