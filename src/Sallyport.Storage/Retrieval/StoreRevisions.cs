using Sallyport.Retrieval;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>
/// A vector store's revision. Raising it comes first in a transaction, but for a lock on a file: the row's lock puts changes in the order of their revisions, so that who sees one has seen
/// all before it.
/// </summary>
internal static class StoreRevisions
{
    /// <returns>The new revision; null where there is no such vector store.</returns>
    public static Task<long?> RaiseAsync(DatabaseSession session, TenantId tenant, VectorStoreId store) =>
        session.FirstOrDefaultAsync<long?>(
            "UPDATE vector_stores SET revision = revision + 1 WHERE tenant_id = @tenant AND store_id = @store RETURNING revision",
            new { tenant = tenant.Value, store = store.Value });

    /// <summary>Removes a document with its chunks, and leaves its mark for indexes to catch up by.</summary>
    /// <returns>False where it was not attached.</returns>
    public static async Task<bool> RemoveDocumentAsync(DatabaseSession session, TenantId tenant, VectorStoreId store, FileId file, DateTimeOffset now)
    {
        if (await RaiseAsync(session, tenant, store) is not { } revision)
        {
            return false;
        }

        var key = new { tenant = tenant.Value, store = store.Value, file = file.Value, revision, now = now.ToUnixTimeMilliseconds() };
        if (await session.ExecuteAsync("DELETE FROM store_files WHERE tenant_id = @tenant AND store_id = @store AND file_id = @file", key) == 0)
        {
            return false;
        }

        await session.ExecuteAsync(
            """
            INSERT INTO removed_documents (tenant_id, store_id, file_id, revision, removed) VALUES (@tenant, @store, @file, @revision, @now)
            ON CONFLICT (tenant_id, store_id, file_id) DO UPDATE SET revision = excluded.revision, removed = excluded.removed
            """,
            key);
        return true;
    }
}
