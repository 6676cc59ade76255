using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>Which tenants there are, for work that is done tenant by tenant.</summary>
internal static class TenantListing
{
    public static Task<List<TenantId>> ReadAsync(Database database, CancellationToken cancellationToken) =>
        database.ReadAsync(
            DatabaseScope.Installation,
            async session => (await session.QueryAsync<string>("SELECT tenant_id FROM tenants WHERE state <> 'deleted'")).ConvertAll(static tenant => TenantId.Parse(tenant, null)),
            cancellationToken);
}
