using Sallyport.Issuance;
using Sallyport.Storage.Tenancy;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Issuance;

/// <summary>Digests of issued items in the shared tables.</summary>
public sealed class IssuedItemStore(Database database) : IIssuedItemStore
{
    /// <inheritdoc/>
    public Task KeepAsync(TenantVault vault, IReadOnlyCollection<byte[]> digests, DateTimeOffset expires, CancellationToken cancellationToken) =>
        database.WriteAsync(
            vault.Tenant,
            async session =>
            {
                foreach (var digest in digests)
                {
                    await session.ExecuteAsync(
                        """
                        INSERT INTO issued_items (tenant_id, digest, expires)
                        SELECT tenant_id, @digest, @expires FROM tenants WHERE tenant_id = @tenant AND state <> 'deleted'
                        ON CONFLICT (tenant_id, digest) DO UPDATE SET
                            expires = CASE WHEN issued_items.expires < excluded.expires THEN excluded.expires ELSE issued_items.expires END
                        """,
                        new { tenant = vault.Tenant.Value, digest, expires = expires.ToUnixTimeMilliseconds() });
                }

                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> FindAsync(TenantVault vault, byte[] digest, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync<DateTimeOffset?>(
            vault.Tenant,
            async session => await session.FirstOrDefaultAsync<long?>(
                "SELECT expires FROM issued_items WHERE tenant_id = @tenant AND digest = @digest AND expires > @now",
                new { tenant = vault.Tenant.Value, digest, now = now.ToUnixTimeMilliseconds() }) is { } expires
                ? DateTimeOffset.FromUnixTimeMilliseconds(expires)
                : null,
            cancellationToken);

    /// <inheritdoc/>
    public async Task<long> PurgeAsync(DateTimeOffset now, long mostPerTenant, CancellationToken cancellationToken)
    {
        var purged = 0L;
        foreach (var tenant in await TenantListing.ReadAsync(database, cancellationToken))
        {
            var key = new { tenant = tenant.Value, now = now.ToUnixTimeMilliseconds(), mostPerTenant };
            purged += await database.WriteAsync(
                tenant,
                async session =>
                    await session.ExecuteAsync("DELETE FROM issued_items WHERE tenant_id = @tenant AND expires <= @now", key)
                    + await session.ExecuteAsync(
                        """
                        DELETE FROM issued_items WHERE tenant_id = @tenant AND expires <= (
                            SELECT expires FROM issued_items WHERE tenant_id = @tenant ORDER BY expires DESC LIMIT 1 OFFSET @mostPerTenant)
                        """,
                        key),
                cancellationToken);
        }

        return purged;
    }
}
