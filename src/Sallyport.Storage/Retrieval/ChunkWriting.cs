using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Library;

namespace Sallyport.Storage.Retrieval;

/// <summary>
/// Writes what ingestion makes of a file, some chunks at a time. PostgreSQL is sent all of them at once, as inserts over arrays (COPY knows no row-level security); SQLite, which is no round trip away, one by one.
/// </summary>
internal static class ChunkWriting
{
    /// <summary>Adds chunks, with their vectors by this embedder.</summary>
    public static async Task InsertAsync(DatabaseSession session, SealedStoreFile file, string tenant, IReadOnlyList<SealedChunk> chunks, string embedder)
    {
        var vectors = chunks.Where(static chunk => chunk.SealedVector is not null).Select(static chunk => new SealedVector(chunk.Ordinal, chunk.SealedVector!)).ToList();
        if (session.IsPostgres)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO chunks (tenant_id, store_id, file_id, ordinal, is_quarantined, sealed_text, sealed_terms)
                SELECT @tenant, @store, @file, n.ordinal, n.is_quarantined, n.sealed_text, n.sealed_terms
                FROM unnest(@ordinals, @quarantined, @texts, @terms) AS n (ordinal, is_quarantined, sealed_text, sealed_terms)
                """,
                new
                {
                    tenant,
                    store = file.Store.Value,
                    file = file.File.Value,
                    ordinals = chunks.Select(static chunk => chunk.Ordinal).ToArray(),
                    quarantined = chunks.Select(static chunk => chunk.IsQuarantined ? 1L : 0L).ToArray(),
                    texts = chunks.Select(static chunk => chunk.SealedText).ToArray(),
                    terms = chunks.Select(static chunk => chunk.SealedTerms).ToArray(),
                });
        }
        else
        {
            foreach (var chunk in chunks)
            {
                await session.ExecuteAsync(
                    """
                    INSERT INTO chunks (tenant_id, store_id, file_id, ordinal, is_quarantined, sealed_text, sealed_terms)
                    VALUES (@tenant, @store, @file, @Ordinal, @isQuarantined, @SealedText, @SealedTerms)
                    """,
                    new
                    {
                        tenant,
                        store = file.Store.Value,
                        file = file.File.Value,
                        chunk.Ordinal,
                        isQuarantined = chunk.IsQuarantined ? 1L : 0L,
                        chunk.SealedText,
                        chunk.SealedTerms,
                    });
            }
        }

        await InsertVectorsAsync(session, file, tenant, vectors, embedder);
    }

    /// <summary>Adds vectors of chunks that are there, or replaces those by the same embedder.</summary>
    public static async Task InsertVectorsAsync(DatabaseSession session, SealedStoreFile file, string tenant, IReadOnlyList<SealedVector> vectors, string embedder)
    {
        if (vectors.Count == 0)
        {
            return;
        }

        const string Replace = "ON CONFLICT (tenant_id, store_id, file_id, ordinal, embedder) DO UPDATE SET sealed_vector = excluded.sealed_vector";
        if (session.IsPostgres)
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO chunk_vectors (tenant_id, store_id, file_id, ordinal, embedder, sealed_vector)
                SELECT @tenant, @store, @file, n.ordinal, @embedder, n.sealed_vector FROM unnest(@ordinals, @boxes) AS n (ordinal, sealed_vector) {Replace}
                """,
                new
                {
                    tenant,
                    store = file.Store.Value,
                    file = file.File.Value,
                    embedder,
                    ordinals = vectors.Select(static vector => vector.Ordinal).ToArray(),
                    boxes = vectors.Select(static vector => vector.Box).ToArray(),
                });
            return;
        }

        foreach (var vector in vectors)
        {
            await session.ExecuteAsync(
                $"INSERT INTO chunk_vectors (tenant_id, store_id, file_id, ordinal, embedder, sealed_vector) VALUES (@tenant, @store, @file, @Ordinal, @embedder, @Box) {Replace}",
                new { tenant, store = file.Store.Value, file = file.File.Value, vector.Ordinal, embedder, vector.Box });
        }
    }
}
