using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>Tenants' exemplars in the shared tables.</summary>
public sealed class ExemplarStore(Database database) : IExemplarStore
{
    /// <inheritdoc/>
    public Task<bool> AddAsync(TenantVault vault, Exemplar exemplar, int most, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                var tenant = vault.Tenant.Value;
                if (!await Revision.RaiseAsync(session, vault.Tenant))
                {
                    return false;
                }

                var created = exemplar.Created.ToUnixTimeMilliseconds();
                await session.ExecuteAsync("DELETE FROM exemplars WHERE tenant_id = @tenant AND expires <= @created", new { tenant, created });
                var present = await session.FirstOrDefaultAsync<long>("SELECT count(*) FROM exemplars WHERE tenant_id = @tenant", new { tenant });
                return present < most && await session.ExecuteAsync(
                    """
                    INSERT INTO exemplars (tenant_id, name, sealed_text, created, expires) VALUES (@tenant, @Name, @SealedText, @created, @expires)
                    ON CONFLICT (tenant_id, name) DO NOTHING
                    """,
                    new { tenant, exemplar.Name, exemplar.SealedText, created, expires = exemplar.Expires.ToUnixTimeMilliseconds() }) == 1;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Exemplar>> ListAsync(TenantVault vault, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Exemplar>>(
            vault.Tenant,
            async session =>
            {
                var rows = await session.QueryAsync<ExemplarRow>(
                    $"SELECT {ExemplarRow.Columns} FROM exemplars x WHERE x.tenant_id = @tenant",
                    new { tenant = vault.Tenant.Value });

                // The two engines order text by different rules.
                rows.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
                return rows.ConvertAll(row => row.ToExemplar());
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(TenantVault vault, string name, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            vault.Tenant,
            async session => await Revision.RaiseAsync(session, vault.Tenant) && await session.ExecuteAsync(
                "DELETE FROM exemplars WHERE tenant_id = @tenant AND name = @name",
                new { tenant = vault.Tenant.Value, name }) == 1,
            cancellationToken);
}
