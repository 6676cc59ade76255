using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>Reads what has changed in a vector store. Revisions are in the order of their commits, so a stretch of them is whole once its last one is seen.</summary>
internal static class ChangeReading
{
    private const long MostDocuments = 512;

    // At 512 dimensions some 10 MB.
    private const long MostChunks = 4_096;

    // A vector that lies rotated already isn't read once more.
    private const string NotRotated = """
        AND NOT EXISTS (
            SELECT 1 FROM rotated_vectors r
            WHERE r.tenant_id = c.tenant_id AND r.store_id = c.store_id AND r.file_id = c.file_id AND r.ordinal = c.ordinal AND r.space = @missingIn)
        """;

    // Each vector by its whole key, and no join: where PostgreSQL has yet to count what was ingested, it takes a vector store for one row, and joins all of its vectors to each chunk.
    private const string Vector = """
        (SELECT v.sealed_vector FROM chunk_vectors v
        WHERE v.tenant_id = c.tenant_id AND v.store_id = c.store_id AND v.file_id = c.file_id AND v.ordinal = c.ordinal AND v.embedder = @embedder
        """;

    public static async Task<SealedChanges?> ReadAsync(DatabaseSession session, TenantId tenant, VectorStoreId store, long after, bool isFirstLoad, string? missingIn)
    {
        var key = new { tenant = tenant.Value, store = store.Value, after, most = MostDocuments };
        var state = await session.FirstOrDefaultAsync<StoreState>(
            "SELECT revision, forgotten, embedder FROM vector_stores WHERE tenant_id = @tenant AND store_id = @store", key);
        if (state is null)
        {
            return null;
        }

        // Who began with nothing has nothing that was forgotten. A revision from the future is of a vector store that was restored since.
        if ((!isFirstLoad && after < state.Forgotten) || after > state.Revision)
        {
            return new SealedChanges(0, StartsOver: true, HasMore: true, state.Embedder, []);
        }

        var changed = await session.QueryAsync<ChangeRow>(
            """
            SELECT file_id, revision, 0 AS is_removed, chunks_done AS chunks, sealed_head FROM store_files
            WHERE tenant_id = @tenant AND store_id = @store AND state = 'completed' AND revision > @after
            UNION ALL
            SELECT file_id, revision, 1 AS is_removed, 0 AS chunks, NULL AS sealed_head FROM removed_documents
            WHERE tenant_id = @tenant AND store_id = @store AND revision > @after
            ORDER BY revision LIMIT @most
            """,
            key);
        var hasMore = changed.Count == MostDocuments;
        var chunks = 0L;
        var taken = changed.TakeWhile((row, index) => (chunks += row.Chunks) <= MostChunks || index == 0).ToList();
        hasMore |= taken.Count < changed.Count;
        var revision = hasMore ? taken[^1].Revision : Math.Max(state.Revision, taken.Count > 0 ? taken[^1].Revision : 0);
        var documents = await ReadDocumentsAsync(session, tenant, store, state.Embedder, missingIn, taken);
        return new SealedChanges(revision, StartsOver: false, hasMore, state.Embedder, documents);
    }

    private static async Task<List<SealedDocument>> ReadDocumentsAsync(
        DatabaseSession session, TenantId tenant, VectorStoreId store, string embedder, string? missingIn, List<ChangeRow> changed)
    {
        var present = changed.Where(static row => row.IsRemoved == 0).Select(static row => row.FileId).ToArray();
        var chunks = present.Length == 0
            ? []
            : await session.QueryAsync<ChunkRow>(
                $"""
                SELECT c.file_id, c.ordinal, c.is_quarantined, c.sealed_terms, {Vector} {(missingIn is null ? "" : NotRotated)}) AS sealed_vector FROM chunks c
                WHERE c.tenant_id = @tenant AND c.store_id = @store AND {session.IsIn("c.file_id", "present")}
                ORDER BY c.file_id, c.ordinal
                """,
                new { tenant = tenant.Value, store = store.Value, embedder, present, missingIn });
        var byFile = chunks.ToLookup(static row => row.FileId, static row => row.ToChunk(), StringComparer.Ordinal);
        return changed.ConvertAll(row => new SealedDocument(FileId.Parse(row.FileId, null), row.Revision, row.SealedHead, row.IsRemoved == 1 ? [] : [.. byFile[row.FileId]]));
    }

    private sealed record StoreState(long Revision, long Forgotten, string Embedder);

    // Expressions have no declared type in SQLite, and bytes of a union none that a constructor could be chosen by.
    private sealed class ChangeRow
    {
        public string FileId { get; init; } = "";

        public long Revision { get; init; }

        public long IsRemoved { get; init; }

        public long Chunks { get; init; }

        public byte[]? SealedHead { get; init; }
    }

    private sealed class ChunkRow
    {
        public string FileId { get; init; } = "";

        public long Ordinal { get; init; }

        public long IsQuarantined { get; init; }

        public byte[] SealedTerms { get; init; } = [];

        public byte[]? SealedVector { get; init; }

        public SealedChunk ToChunk() => new(Ordinal, IsQuarantined == 1, [], SealedTerms, SealedVector);
    }
}
