using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>API keys in the shared tables.</summary>
public sealed class KeyStore(Database database) : IKeyStore
{
    private const string Insert = """
        INSERT INTO api_keys (tenant_id, key_id, secret_hash, scopes, agent, requests_per_minute, tokens_per_minute, concurrency, created, expires, revoked, replaces, clearances)
        VALUES (@TenantId, @KeyId, @SecretHash, @Scopes, @Agent, @RequestsPerMinute, @TokensPerMinute, @Concurrency, @Created, @Expires, @Revoked, @Replaces, @Clearances)
        """;

    /// <inheritdoc/>
    public Task<bool> AddAsync(StoredKey key, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            key.Key.Tenant,
            async session => await Revision.RaiseAsync(session, key.Key.Tenant) && await session.ExecuteAsync(Insert, KeyRow.From(key)) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiKey>> ListAsync(TenantId tenant, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ApiKey>>(
            tenant,
            async session =>
            {
                var rows = await session.QueryAsync<KeyRow>(
                    $"SELECT {KeyRow.Columns} FROM api_keys k WHERE k.tenant_id = @tenant ORDER BY k.created DESC, k.key_id",
                    new { tenant = tenant.Value });
                return rows.ConvertAll(row => row.ToStored().Key);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RevokeAsync(TenantId tenant, KeyId key, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            tenant,
            async session => await Revision.RaiseAsync(session, tenant) && await session.ExecuteAsync(
                "UPDATE api_keys SET revoked = @now WHERE tenant_id = @tenant AND key_id = @key AND revoked IS NULL",
                new { now = now.ToUnixTimeMilliseconds(), tenant = tenant.Value, key = key.Value }) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RotateAsync(StoredKey successor, KeyId old, DateTimeOffset now, DateTimeOffset oldExpires, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            successor.Key.Tenant,
            async session =>
            {
                var tenant = successor.Key.Tenant;
                if (!await Revision.RaiseAsync(session, tenant))
                {
                    return false;
                }

                var shortened = await session.ExecuteAsync(
                    """
                    UPDATE api_keys
                    SET expires = CASE WHEN expires IS NULL OR expires > @until THEN @until ELSE expires END
                    WHERE tenant_id = @tenant AND key_id = @old AND revoked IS NULL AND (expires IS NULL OR expires > @now)
                    """,
                    new { until = oldExpires.ToUnixTimeMilliseconds(), tenant = tenant.Value, old = old.Value, now = now.ToUnixTimeMilliseconds() });
                return shortened == 1 && await session.ExecuteAsync(Insert, KeyRow.From(successor)) == 1;
            },
            cancellationToken);
}
