using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>Which tenants use retrieval, and which of them workers must look at.</summary>
internal static class RetrievalTenants
{
    /// <summary>Notes that the tenant has something to be ingested, or is about to.</summary>
    /// <returns>False where the tenant is gone.</returns>
    public static async Task<bool> TouchAsync(DatabaseSession session, TenantId tenant, DateTimeOffset now) =>
        await session.ExecuteAsync(
            """
            INSERT INTO retrieval_tenants (tenant_id, touched)
            SELECT tenant_id, @now FROM tenants WHERE tenant_id = @tenant AND state <> 'deleted'
            ON CONFLICT (tenant_id) DO UPDATE SET
                touched = CASE WHEN retrieval_tenants.touched < excluded.touched THEN excluded.touched ELSE retrieval_tenants.touched END
            """,
            new { tenant = tenant.Value, now = now.ToUnixTimeMilliseconds() }) == 1;
}
