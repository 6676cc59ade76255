using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>Tenants' embedding endpoints in the shared tables.</summary>
public sealed class EmbedderStore(Database database) : IEmbedderStore
{
    private const string InsertOrReplace = """
        INSERT INTO embedders (tenant_id, name, upstream, model, dimensions, asks_for_dimensions, window_length, batch_size, timeout_ms, document_prefix, query_prefix)
        VALUES (@TenantId, @Name, @Upstream, @Model, @Dimensions, @AsksForDimensions, @WindowLength, @BatchSize, @TimeoutMs, @DocumentPrefix, @QueryPrefix)
        ON CONFLICT (tenant_id) DO UPDATE SET name = excluded.name, upstream = excluded.upstream, model = excluded.model, dimensions = excluded.dimensions,
            asks_for_dimensions = excluded.asks_for_dimensions, window_length = excluded.window_length, batch_size = excluded.batch_size,
            timeout_ms = excluded.timeout_ms, document_prefix = excluded.document_prefix, query_prefix = excluded.query_prefix
        """;

    /// <inheritdoc/>
    public async Task<TenantEmbedder?> PutAsync(TenantVault vault, EmbedderSettings settings, CancellationToken cancellationToken)
    {
        TenantEmbedder? kept = null;
        await database.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                // The revision's row lock keeps the upstream as it is read here.
                if (!await Revision.RaiseAsync(session, vault.Tenant))
                {
                    return false;
                }

                var address = await session.FirstOrDefaultAsync<string>(
                    "SELECT address FROM upstreams WHERE tenant_id = @tenant AND name = @Upstream AND kind <> @anthropic",
                    new { tenant = vault.Tenant.Value, settings.Upstream, anthropic = UpstreamKindNames.Format(UpstreamKind.Anthropic) });
                if (address is null)
                {
                    return false;
                }

                var name = settings.NameAt(new Uri(address));
                await session.ExecuteAsync(InsertOrReplace, EmbedderRow.From(vault.Tenant, name, settings));
                kept = new TenantEmbedder(name, settings);
                return true;
            },
            cancellationToken);
        return kept;
    }

    /// <inheritdoc/>
    public Task<TenantEmbedder?> FindAsync(TenantVault vault, CancellationToken cancellationToken) =>
        database.ReadAsync(
            vault.Tenant,
            async session => (await session.FirstOrDefaultAsync<EmbedderRow>(
                $"SELECT {EmbedderRow.Columns} FROM embedders e WHERE e.tenant_id = @tenant", new { tenant = vault.Tenant.Value }))?.ToEmbedder(),
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(TenantVault vault, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            vault.Tenant,
            async session => await Revision.RaiseAsync(session, vault.Tenant)
                && await session.ExecuteAsync("DELETE FROM embedders WHERE tenant_id = @tenant", new { tenant = vault.Tenant.Value }) == 1,
            cancellationToken);
}
