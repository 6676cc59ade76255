using Npgsql;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Retrieval.Rotation;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>
/// Tenants' rotated vectors in PostgreSQL with pgvector. A search reads each of its rows; where those are many and the vector store has a graph (HNSW), it goes along that one, on through the filter until it has
/// enough, and reads each row after all where it found fewer than there are.
/// </summary>
public sealed class RotatedVectors : IRotatedVectors
{
    /// <summary>From how many chunks on a vector store gets a graph, and a search uses it.</summary>
    public const int GraphFrom = 20_000;

    // The longest that an index of halfvec takes.
    private const int MostGraphDimensions = 4_000;
    private const int MostOfVector = 2_000;

    // How many the graph's search keeps in view at least; it goes on from there as long as the filter leaves too few.
    private const int LeastInView = 200;
    private const int MostInView = 1_000;
    private const string WrongLength = "22000";

    private static readonly TimeSpan LongestBuild = TimeSpan.FromHours(2);

    private readonly Database _database;
    private readonly int _graphFrom;

    /// <param name="database">One that was opened to keep vectors.</param>
    /// <exception cref="ArgumentException">It was opened otherwise.</exception>
    public RotatedVectors(Database database)
        : this(database, GraphFrom)
    {
    }

    /// <summary>With graphs from another size on.</summary>
    internal RotatedVectors(Database database, int graphFrom)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (!database.KeepsVectors)
        {
            throw new ArgumentException("The database was not readied to keep vectors.", nameof(database));
        }

        (_database, _graphFrom) = (database, graphFrom);
    }

    /// <inheritdoc/>
    public Task WriteAsync(TenantVault vault, VectorStoreId store, string space, IReadOnlyList<RotatedDocument> documents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(documents);
        var ordered = documents.OrderBy(static document => document.File.Value, StringComparer.Ordinal).ToList();
        var ordinals = ordered.SelectMany(static document => document.Ordinals).ToArray();
        var vectors = new float[ordered.Sum(static document => document.Vectors.Length)];
        var at = 0;
        foreach (var document in ordered)
        {
            document.Vectors.Span.CopyTo(vectors.AsSpan(at));
            at += document.Vectors.Length;
        }

        // The lock on a document's row holds off whoever would remove or replace its chunks meanwhile.
        return _database.Vaults.WriteAsync(
            vault.Tenant,
            session => session.ExecuteAsync(
                """
                WITH held AS (
                    SELECT f.file_id FROM store_files f JOIN unnest(@files, @revisions) AS d (file_id, revision) ON f.file_id = d.file_id AND f.revision = d.revision
                    WHERE f.tenant_id = @tenant AND f.store_id = @store AND f.state = 'completed'
                    ORDER BY f.file_id FOR SHARE OF f)
                INSERT INTO rotated_vectors (tenant_id, store_id, file_id, ordinal, space, embedding)
                SELECT @tenant, @store, r.file_id, r.ordinal, @space, (@vectors)[(r.place - 1) * @length + 1 : r.place * @length]::vector
                FROM unnest(@rows, @ordinals) WITH ORDINALITY AS r (file_id, ordinal, place) JOIN held ON held.file_id = r.file_id
                ON CONFLICT (tenant_id, store_id, file_id, ordinal) DO UPDATE SET space = excluded.space, embedding = excluded.embedding
                """,
                new
                {
                    tenant = vault.Tenant.Value,
                    store = store.Value,
                    space,
                    files = ordered.ConvertAll(static document => document.File.Value).ToArray(),
                    revisions = ordered.ConvertAll(static document => document.Revision).ToArray(),
                    rows = ordered.SelectMany(static document => document.Ordinals.Select(_ => document.File.Value)).ToArray(),
                    ordinals,
                    vectors,
                    length = (long)(vectors.Length / ordinals.Length),
                }),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RankedChunk>> RankAsync(TenantVault vault, VectorStoreId store, string space, RotatedQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(question);
        var key = new
        {
            tenant = vault.Tenant.Value,
            store = store.Value,
            space,
            files = question.Files.Select(static file => file.Value).ToArray(),
            vector = question.Vector.ToArray(),
            most = (long)question.Most,
        };
        try
        {
            if (question.Chunks >= _graphFrom && await HasGraphAsync(vault.Tenant, key, cancellationToken))
            {
                var near = await _database.Vaults.WriteAsync(vault.Tenant, session => NearAsync(session, question, key), cancellationToken);
                if (near.Count >= Math.Min(question.Most, question.Chunks))
                {
                    return near;
                }
            }

            return await _database.Vaults.ReadAsync(vault.Tenant, session => ExactAsync(session, key), cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == WrongLength)
        {
            throw new RetrievalException(RetrievalFailure.Conflict, "The vector store has vectors of another length than the embedder gives; until it is embedded anew, search it by its words (ranker 'bm25').");
        }
    }

    /// <inheritdoc/>
    public async Task TendAsync(TenantVault vault, string space, int dimensions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        var key = new { tenant = vault.Tenant.Value, space, graphFrom = (long)_graphFrom };
        var useless = await _database.Vaults.ReadAsync(
            vault.Tenant,
            session => session.QueryAsync<GraphRow>(
                """
                SELECT g.store_id, g.space FROM vector_graphs g
                WHERE g.tenant_id = @tenant AND (g.space <> @space OR NOT EXISTS (SELECT 1 FROM vector_stores s WHERE s.tenant_id = g.tenant_id AND s.store_id = g.store_id))
                """,
                key),
            cancellationToken);
        foreach (var graph in useless)
        {
            await _database.Vaults.WriteAsync(
                vault.Tenant,
                session => session.ExecuteAsync("SELECT drop_vector_graph(@tenant, @StoreId, @Space)", new { key.tenant, graph.StoreId, graph.Space }),
                cancellationToken);
        }

        if (dimensions > MostGraphDimensions)
        {
            return;
        }

        // Rows come with a store's first search: a graph that was there before would take each of them one by one, and that search many times as long.
        var large = await _database.Vaults.ReadAsync(
            vault.Tenant,
            session => session.QueryAsync<string>(
                """
                SELECT l.store_id FROM (
                    SELECT f.store_id FROM store_files f
                    WHERE f.tenant_id = @tenant AND f.state = 'completed'
                    AND NOT EXISTS (SELECT 1 FROM vector_graphs g WHERE g.tenant_id = f.tenant_id AND g.store_id = f.store_id AND g.space = @space)
                    GROUP BY f.store_id HAVING sum(f.chunks_done) >= @graphFrom) AS l
                WHERE @graphFrom = (SELECT count(*) FROM (
                    SELECT 1 FROM rotated_vectors r WHERE r.tenant_id = @tenant AND r.store_id = l.store_id AND r.space = @space LIMIT @graphFrom) AS r)
                """,
                key),
            cancellationToken);
        foreach (var store in large)
        {
            await MakeGraphAsync(vault.Tenant, store, space, dimensions, cancellationToken);
            if (!await HasGraphAsync(vault.Tenant, new { key.tenant, store, space }, cancellationToken))
            {
                // It made the tenant's partition, for which searches of other tenants may have waited, and now lets them go on.
                await MakeGraphAsync(vault.Tenant, store, space, dimensions, cancellationToken);
            }
        }
    }

    private Task<int> MakeGraphAsync(TenantId tenant, string store, string space, int dimensions, CancellationToken cancellationToken) =>
        _database.Vaults.WriteAsync(
            tenant,
            session => session.ExecuteLongAsync("SELECT make_vector_graph(@tenant, @store, @space, @dimensions)", new { tenant = tenant.Value, store, space, dimensions }, LongestBuild),
            cancellationToken);

    private Task<bool> HasGraphAsync(TenantId tenant, object key, CancellationToken cancellationToken) =>
        _database.Vaults.ReadAsync(
            tenant,
            session => session.FirstOrDefaultAsync<bool>(
                "SELECT EXISTS (SELECT 1 FROM vector_graphs WHERE tenant_id = @tenant AND store_id = @store AND space = @space)", key),
            cancellationToken);

    private static async Task<IReadOnlyList<RankedChunk>> ExactAsync(DatabaseSession session, object key) =>
        (await session.QueryAsync<RankRow>(
            """
            SELECT file_id, ordinal, -(embedding <#> @vector::vector) AS product FROM rotated_vectors
            WHERE tenant_id = @tenant AND store_id = @store AND space = @space AND file_id = ANY (@files)
            ORDER BY embedding <#> @vector::vector, file_id, ordinal LIMIT @most
            """,
            key)).ConvertAll(static row => row.ToChunk());

    // The planner would rather sort than go along the graph where it thinks the filter lets little through; the settings end with the transaction.
    private static async Task<IReadOnlyList<RankedChunk>> NearAsync(DatabaseSession session, RotatedQuestion question, object key)
    {
        var inView = Math.Clamp(question.Most * 2, LeastInView, MostInView);
        await session.ExecuteAsync(
            $"SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off; SET LOCAL hnsw.ef_search = {inView}; SET LOCAL hnsw.iterative_scan = relaxed_order; SET LOCAL hnsw.max_scan_tuples = {int.MaxValue}");
        var dimensions = question.Vector.Length;
        var kind = dimensions > MostOfVector ? $"halfvec({dimensions})" : $"vector({dimensions})";
        var rows = await session.QueryAsync<RankRow>(
            $"""
            SELECT file_id, ordinal, -(embedding <#> @vector::vector) AS product FROM rotated_vectors
            WHERE tenant_id = @tenant AND store_id = @store AND space = @space AND file_id = ANY (@files)
            ORDER BY (embedding::{kind}) <#> @vector::vector::{kind} LIMIT @most
            """,
            key);
        return [.. rows.Select(static row => row.ToChunk())
            .OrderByDescending(static chunk => chunk.Product).ThenBy(static chunk => chunk.File.Value, StringComparer.Ordinal).ThenBy(static chunk => chunk.Ordinal)];
    }

    private sealed record GraphRow(string StoreId, string Space);

    private sealed record RankRow(string FileId, long Ordinal, double Product)
    {
        public RankedChunk ToChunk() => new(Sallyport.Retrieval.FileId.Parse(FileId, null), (int)Ordinal, (float)Product);
    }
}
