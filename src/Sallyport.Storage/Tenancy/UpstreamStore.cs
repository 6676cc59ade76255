using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>Tenants' upstreams in the shared tables.</summary>
public sealed class UpstreamStore(Database database) : IUpstreamStore
{
    private const string Insert = """
        INSERT INTO upstreams (tenant_id, name, kind, address, models, connect_ms, first_byte_ms, idle_ms, total_ms, sealed_credential, credential_tag, shared_credential, created)
        VALUES (@TenantId, @Name, @Kind, @Address, @Models, @ConnectMs, @FirstByteMs, @IdleMs, @TotalMs, @SealedCredential, @CredentialTag, @SharedCredential, @Created)
        ON CONFLICT (tenant_id, name)
        """;

    private const string InsertOnly = Insert + " DO NOTHING";

    // What is replaced keeps its place in the order.
    private const string InsertOrReplace = Insert + """
         DO UPDATE SET kind = excluded.kind, address = excluded.address, models = excluded.models, connect_ms = excluded.connect_ms,
            first_byte_ms = excluded.first_byte_ms, idle_ms = excluded.idle_ms, total_ms = excluded.total_ms, sealed_credential = excluded.sealed_credential,
            credential_tag = excluded.credential_tag, shared_credential = excluded.shared_credential
        """;

    private const string CountUndeclared = """
        SELECT count(*) FROM upstreams
        WHERE tenant_id <> @TenantId AND credential_tag = @CredentialTag AND (shared_credential = 0 OR @SharedCredential = 0)
        """;

    private const string CountOthers = "SELECT count(*) FROM upstreams WHERE tenant_id = @TenantId AND name <> @Name";

    // Vectors of two endpoints can't be compared, so the embedder's stays where it is.
    private const string CountEmbedding = """
        SELECT count(*) FROM embedders e JOIN upstreams u ON u.tenant_id = e.tenant_id AND u.name = e.upstream
        WHERE e.tenant_id = @TenantId AND e.upstream = @Name AND (u.address <> @Address OR u.kind <> @Kind)
        """;

    /// <inheritdoc/>
    public async Task<UpstreamPutResult> PutAsync(TenantVault vault, TenantUpstream upstream, bool replace, int most, CancellationToken cancellationToken)
    {
        var result = UpstreamPutResult.NameTaken;
        await database.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                // The revision's row lock lets one caller at a time count, and compare credentials.
                if (!await Revision.RaiseAsync(session, vault.Tenant))
                {
                    return false;
                }

                if (upstream is { CredentialTag: not null, CredentialTagCheck: { } check })
                {
                    await MasterFence.CheckAsync(session, check);
                }

                var row = UpstreamRow.From(upstream with { Tenant = vault.Tenant });

                // Other tenants' credentials are compared by their tags.
                await session.EnterAsync(DatabaseScope.Installation);
                var undeclared = await session.FirstOrDefaultAsync<long>(CountUndeclared, row);
                await session.EnterAsync(vault.Tenant);
                if (undeclared > 0)
                {
                    result = UpstreamPutResult.CredentialShared;
                    return false;
                }

                if (await session.FirstOrDefaultAsync<long>(CountOthers, row) >= most)
                {
                    result = UpstreamPutResult.TooMany;
                    return false;
                }

                if (replace && await session.FirstOrDefaultAsync<long>(CountEmbedding, row) > 0)
                {
                    result = UpstreamPutResult.EmbedsByIt;
                    return false;
                }

                if (await session.ExecuteAsync(replace ? InsertOrReplace : InsertOnly, row) == 1)
                {
                    result = UpstreamPutResult.Done;
                }

                return result == UpstreamPutResult.Done;
            },
            cancellationToken);
        return result;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TenantUpstream>> ListAsync(TenantVault vault, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TenantUpstream>>(
            vault.Tenant,
            async session =>
            {
                var rows = await session.QueryAsync<UpstreamRow>(
                    $"SELECT {UpstreamRow.Columns} FROM upstreams u WHERE u.tenant_id = @tenant ORDER BY u.created, u.name",
                    new { tenant = vault.Tenant.Value });
                return rows.ConvertAll(row => row.ToUpstream());
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<UpstreamRemoveResult> RemoveAsync(TenantVault vault, string name, CancellationToken cancellationToken)
    {
        var result = UpstreamRemoveResult.NotFound;
        await database.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                if (!await Revision.RaiseAsync(session, vault.Tenant))
                {
                    return false;
                }

                var key = new { tenant = vault.Tenant.Value, name };
                if (await session.FirstOrDefaultAsync<long>("SELECT count(*) FROM embedders WHERE tenant_id = @tenant AND upstream = @name", key) > 0)
                {
                    result = UpstreamRemoveResult.EmbedsByIt;
                    return false;
                }

                if (await session.ExecuteAsync("DELETE FROM upstreams WHERE tenant_id = @tenant AND name = @name", key) == 1)
                {
                    result = UpstreamRemoveResult.Done;
                }

                return result == UpstreamRemoveResult.Done;
            },
            cancellationToken);
        return result;
    }
}
