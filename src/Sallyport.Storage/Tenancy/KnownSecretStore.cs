using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>Tenants' known secrets in the shared tables.</summary>
public sealed class KnownSecretStore(Database database) : IKnownSecretStore
{
    /// <inheritdoc/>
    public Task<bool> PutAsync(TenantVault vault, KnownSecret secret, int most, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                var tenant = vault.Tenant.Value;
                if (!await Revision.RaiseAsync(session, vault.Tenant))
                {
                    return false;
                }

                var others = await session.FirstOrDefaultAsync<long>(
                    "SELECT count(*) FROM known_secrets WHERE tenant_id = @tenant AND name <> @Name",
                    new { tenant, secret.Name });
                return others < most && await session.ExecuteAsync(
                    """
                    INSERT INTO known_secrets (tenant_id, name, sealed_value, created) VALUES (@tenant, @Name, @SealedValue, @created)
                    ON CONFLICT (tenant_id, name) DO UPDATE SET sealed_value = excluded.sealed_value, created = excluded.created
                    """,
                    new { tenant, secret.Name, secret.SealedValue, created = secret.Created.ToUnixTimeMilliseconds() }) == 1;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KnownSecret>> ListAsync(TenantVault vault, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<KnownSecret>>(
            vault.Tenant,
            async session =>
            {
                var rows = await session.QueryAsync<KnownSecretRow>(
                    $"SELECT {KnownSecretRow.Columns} FROM known_secrets s WHERE s.tenant_id = @tenant",
                    new { tenant = vault.Tenant.Value });

                // The two engines order text by different rules.
                rows.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
                return rows.ConvertAll(row => row.ToSecret());
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(TenantVault vault, string name, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            vault.Tenant,
            async session => await Revision.RaiseAsync(session, vault.Tenant) && await session.ExecuteAsync(
                "DELETE FROM known_secrets WHERE tenant_id = @tenant AND name = @name",
                new { tenant = vault.Tenant.Value, name }) == 1,
            cancellationToken);
}
