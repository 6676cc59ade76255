using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>Reads texts of completed files' chunks.</summary>
internal static class ChunkReading
{
    private const string Texts = """
        SELECT c.store_id, c.file_id, c.ordinal, c.is_quarantined, c.sealed_text FROM chunks c
        JOIN store_files f ON f.tenant_id = c.tenant_id AND f.store_id = c.store_id AND f.file_id = c.file_id
        """;

    private const string OfOneFile = "WHERE c.tenant_id = @tenant AND c.store_id = @store AND c.file_id = @file AND f.state = 'completed'";

    /// <summary>Those of one file from an ordinal on, in order.</summary>
    public static async Task<IReadOnlyList<SealedChunk>> ListAsync(DatabaseSession session, TenantId tenant, VectorStoreId store, FileId file, long from, long take) =>
        (await session.QueryAsync<TextRow>(
            $"{Texts} {OfOneFile} AND c.ordinal >= @from ORDER BY c.ordinal LIMIT @take",
            new { tenant = tenant.Value, store = store.Value, file = file.Value, from, take })).ConvertAll(static row => row.ToChunk());

    /// <summary>Those at some places, of whichever files. PostgreSQL is asked once for all; SQLite, which is no round trip away, once for each.</summary>
    public static async Task<IReadOnlyDictionary<ChunkPlace, SealedChunk>> ReadAsync(DatabaseSession session, TenantId tenant, IReadOnlyCollection<ChunkPlace> places)
    {
        var rows = new List<TextRow>(places.Count);
        if (session.IsPostgres)
        {
            // Each by its whole key (LIMIT keeps it from becoming a join): see ChangeReading.
            rows.AddRange(await session.QueryAsync<TextRow>(
                $"""
                SELECT t.* FROM unnest(@stores, @files, @ordinals) AS w (store_id, file_id, ordinal) CROSS JOIN LATERAL (
                    {Texts}
                    WHERE c.tenant_id = @tenant AND c.store_id = w.store_id AND c.file_id = w.file_id AND c.ordinal = w.ordinal AND f.state = 'completed' LIMIT 1) AS t
                """,
                new
                {
                    tenant = tenant.Value,
                    stores = places.Select(static place => place.Store.Value).ToArray(),
                    files = places.Select(static place => place.File.Value).ToArray(),
                    ordinals = places.Select(static place => place.Ordinal).ToArray(),
                }));
        }
        else
        {
            foreach (var (store, file, ordinal) in places)
            {
                rows.AddRange(await session.QueryAsync<TextRow>(
                    $"{Texts} {OfOneFile} AND c.ordinal = @ordinal", new { tenant = tenant.Value, store = store.Value, file = file.Value, ordinal }));
            }
        }

        return rows.ToDictionary(static row => row.ToPlace(), static row => row.ToChunk());
    }

    private sealed record TextRow(string StoreId, string FileId, long Ordinal, long IsQuarantined, byte[] SealedText)
    {
        public ChunkPlace ToPlace() => new(VectorStoreId.Parse(StoreId, null), Sallyport.Retrieval.FileId.Parse(FileId, null), Ordinal);

        public SealedChunk ToChunk() => new(Ordinal, IsQuarantined == 1, SealedText, [], null);
    }
}
