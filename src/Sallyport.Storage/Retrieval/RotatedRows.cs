using Sallyport.Retrieval;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>Removes rotated vectors within others' transactions, where a database has such: whether this process searches by them or not.</summary>
internal static class RotatedRows
{
    /// <summary>Removes those of a document, from each vector store.</summary>
    public static async Task RemoveAsync(Database database, DatabaseSession session, TenantId tenant, FileId file)
    {
        if (await AreKeptAsync(database, session))
        {
            await session.ExecuteAsync(
                """
                DELETE FROM rotated_vectors r USING store_files f
                WHERE f.tenant_id = @tenant AND f.file_id = @file AND r.tenant_id = @tenant AND r.store_id = f.store_id AND r.file_id = @file
                """,
                new { tenant = tenant.Value, file = file.Value });
        }
    }

    /// <summary>Removes all of a tenant's, with its partition and graphs.</summary>
    public static async Task RemoveAsync(Database database, DatabaseSession session, TenantId tenant)
    {
        if (await AreKeptAsync(database, session))
        {
            await session.ExecuteAsync("SELECT drop_rotated_vectors(@tenant)", new { tenant = tenant.Value });
        }
    }

    private static async Task<bool> AreKeptAsync(Database database, DatabaseSession session) =>
        database.Engine == DatabaseEngine.Postgres && await session.FirstOrDefaultAsync<bool>("SELECT to_regclass('rotated_vectors') IS NOT NULL");
}
