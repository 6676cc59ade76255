using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>Tenants' upstreams in the shared tables.</summary>
public sealed class UpstreamStore(Database database) : IUpstreamStore
{
    private const string Insert = """
        INSERT INTO upstreams (tenant_id, name, kind, address, models, connect_ms, first_byte_ms, idle_ms, total_ms, sealed_credential, created)
        VALUES (@TenantId, @Name, @Kind, @Address, @Models, @ConnectMs, @FirstByteMs, @IdleMs, @TotalMs, @SealedCredential, @Created)
        ON CONFLICT (tenant_id, name)
        """;

    private const string InsertOnly = Insert + " DO NOTHING";

    // What is replaced keeps its place in the order.
    private const string InsertOrReplace = Insert + """
         DO UPDATE SET kind = excluded.kind, address = excluded.address, models = excluded.models, connect_ms = excluded.connect_ms,
            first_byte_ms = excluded.first_byte_ms, idle_ms = excluded.idle_ms, total_ms = excluded.total_ms, sealed_credential = excluded.sealed_credential
        """;

    /// <inheritdoc/>
    public Task<bool> PutAsync(TenantVault vault, TenantUpstream upstream, bool replace, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            async session => await Revision.RaiseAsync(session, vault.Tenant)
                && await session.ExecuteAsync(replace ? InsertOrReplace : InsertOnly, UpstreamRow.From(upstream with { Tenant = vault.Tenant })) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TenantUpstream>> ListAsync(TenantVault vault, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TenantUpstream>>(
            async session =>
            {
                var rows = await session.QueryAsync<UpstreamRow>(
                    $"SELECT {UpstreamRow.Columns} FROM upstreams u WHERE u.tenant_id = @tenant ORDER BY u.created, u.name",
                    new { tenant = vault.Tenant.Value });
                return rows.ConvertAll(row => row.ToUpstream());
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(TenantVault vault, string name, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            async session => await Revision.RaiseAsync(session, vault.Tenant) && await session.ExecuteAsync(
                "DELETE FROM upstreams WHERE tenant_id = @tenant AND name = @name",
                new { tenant = vault.Tenant.Value, name }) == 1,
            cancellationToken);
}
