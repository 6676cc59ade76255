using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>Tenants' policy versions in the shared tables.</summary>
public sealed class PolicyStore(Database database) : IPolicyStore
{
    private const string Select = $"SELECT {PolicyRow.Columns} FROM policies p WHERE p.tenant_id = @tenant";

    /// <inheritdoc/>
    public Task<PolicyVersion?> AddAsync(TenantVault vault, string text, string author, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            vault.Tenant,
            async session =>
            {
                // The revision's row lock lets one caller at a time count.
                var tenant = vault.Tenant.Value;
                if (!await Revision.RaiseAsync(session, vault.Tenant))
                {
                    return null;
                }

                var version = await session.FirstOrDefaultAsync<long>("SELECT coalesce(max(version), 0) + 1 FROM policies WHERE tenant_id = @tenant", new { tenant });
                var row = new PolicyRow(tenant, version, "draft", PolicyVersion.SealText(vault, version, text), author, now.ToUnixTimeMilliseconds(), null);
                await session.ExecuteAsync(
                    """
                    INSERT INTO policies (tenant_id, version, state, sealed_text, author, created)
                    VALUES (@TenantId, @Version, @State, @SealedText, @Author, @Created)
                    """,
                    row);
                return row.ToVersion();
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ActivateAsync(TenantVault vault, long version, long? inForce, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                var tenant = vault.Tenant.Value;
                if (!await Revision.RaiseAsync(session, vault.Tenant))
                {
                    return false;
                }

                var retired = await session.QueryAsync<long>(
                    "UPDATE policies SET state = 'retired' WHERE tenant_id = @tenant AND state = 'active' AND version <> @version RETURNING version",
                    new { tenant, version });
                long? replaced = retired.Count == 0 ? null : retired[0];
                return replaced == inForce && await session.ExecuteAsync(
                    "UPDATE policies SET state = 'active', activated = @now WHERE tenant_id = @tenant AND version = @version AND state <> 'active'",
                    new { now = now.ToUnixTimeMilliseconds(), tenant, version }) == 1;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PolicyVersion>> ListAsync(TenantVault vault, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<PolicyVersion>>(
            vault.Tenant,
            async session =>
            {
                var rows = await session.QueryAsync<PolicyRow>($"{Select} ORDER BY p.version DESC", new { tenant = vault.Tenant.Value });
                return rows.ConvertAll(row => row.ToVersion());
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<PolicyVersion?> FindAsync(TenantVault vault, long version, CancellationToken cancellationToken) =>
        database.ReadAsync(
            vault.Tenant,
            async session => (await session.FirstOrDefaultAsync<PolicyRow>($"{Select} AND p.version = @version", new { tenant = vault.Tenant.Value, version }))?.ToVersion(),
            cancellationToken);
}
