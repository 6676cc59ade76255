using Sallyport.Tenancy;

namespace Sallyport.Storage;

/// <summary>The counter by which every server notices a change. Its row's lock puts administration in one order.</summary>
internal static class Revision
{
    /// <summary>Raises the counter and marks the tenant as changed at it. To be called first in a transaction that changes a tenant.</summary>
    /// <returns>False where the tenant does not exist or is deleted.</returns>
    public static async Task<bool> RaiseAsync(DatabaseSession session, TenantId tenant)
    {
        var revision = await NextAsync(session);
        var rows = await session.ExecuteAsync(
            "UPDATE tenants SET revision = @revision WHERE tenant_id = @tenant AND state <> 'deleted'",
            new { revision, tenant = tenant.Value });
        return rows == 1;
    }

    public static Task<long> NextAsync(DatabaseSession session) =>
        session.FirstOrDefaultAsync<long>(
            session.IsPostgres ? "SELECT sallyport_next_revision()" : "UPDATE instance SET revision = revision + 1 WHERE id = 1 RETURNING revision");
}
