using Sallyport.Retrieval.Library;

namespace Sallyport.Storage.Retrieval;

/// <summary>Reads chunks of completed files.</summary>
internal static class ChunkReading
{
    /// <summary>Texts of one file's chunks, in order.</summary>
    public static async Task<IReadOnlyList<SealedChunk>> ReadTextsAsync(DatabaseSession session, string which, object parameters) =>
        (await session.QueryAsync<TextRow>(
            $"""
            SELECT c.ordinal, c.is_quarantined, c.sealed_text FROM chunks c
            JOIN store_files f ON f.tenant_id = c.tenant_id AND f.store_id = c.store_id AND f.file_id = c.file_id
            WHERE c.tenant_id = @tenant AND c.store_id = @store AND c.file_id = @file AND f.state = 'completed' {which}
            ORDER BY c.ordinal LIMIT @take
            """,
            parameters)).ConvertAll(static row => new SealedChunk(row.Ordinal, row.IsQuarantined == 1, row.SealedText, [], null));

    private sealed record TextRow(long Ordinal, long IsQuarantined, byte[] SealedText);
}
