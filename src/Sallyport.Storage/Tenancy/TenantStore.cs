using System.Security.Cryptography;
using Sallyport.Storage.Retrieval;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>Tenants and their wrapped data keys in the shared tables.</summary>
public sealed class TenantStore(Database database) : ITenantStore
{
    private const string Select = $"SELECT {TenantRow.Columns} FROM tenants t";

    private static readonly TimeSpan DeletionPatience = TimeSpan.FromMinutes(1);

    // Children before parents. The ledger's tables are not here: its proofs outlive the tenant.
    private static readonly string[] Owned =
    [
        "shredded_months", "record_keys", "key_rotations", "master_rotations", "document_deletions", "document_keys", "retrieval_tenants", "exchange_segments", "recorded_exchanges", "recorded_segments", "issued_items", "token_budgets", "known_secrets", "exemplars", "policies", "embedders", "upstreams", "api_keys",
    ];

    // With PostgreSQL a vault's tables are in the same database; what they refer to is deleted with them.
    private static readonly string[] OwnedInVault = ["vector_stores", "files"];

    /// <inheritdoc/>
    public Task<bool> AddAsync(Tenant tenant, byte[] wrappedKey, byte[] masterCheck, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            tenant.Id,
            async session =>
            {
                var row = TenantRow.From(tenant);
                var revision = await Revision.NextAsync(session);
                await MasterFence.CheckAsync(session, masterCheck);
                var added = await session.ExecuteAsync(
                    """
                    INSERT INTO tenants (tenant_id, name, state, requests_per_minute, tokens_per_minute, concurrency, stored_megabytes, recording, strict_ledger, created, revision)
                    VALUES (@TenantId, @Name, @State, @RequestsPerMinute, @TokensPerMinute, @Concurrency, @StoredMegabytes, @Recording, @StrictLedger, @Created, @revision)
                    ON CONFLICT (name) DO NOTHING
                    """,
                    new { row.TenantId, row.Name, row.State, row.RequestsPerMinute, row.TokensPerMinute, row.Concurrency, row.StoredMegabytes, row.Recording, row.StrictLedger, row.Created, revision });
                if (added == 0)
                {
                    return false;
                }

                await session.ExecuteAsync("INSERT INTO tenant_keys (tenant_id, wrapped) VALUES (@TenantId, @wrappedKey)", new { row.TenantId, wrappedKey });
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<Tenant?> FindAsync(TenantId id, CancellationToken cancellationToken) =>
        FindAsync(id, $"{Select} WHERE t.tenant_id = @value", id.Value, cancellationToken);

    /// <inheritdoc/>
    public Task<Tenant?> FindAsync(TenantName name, CancellationToken cancellationToken) =>
        FindAsync(DatabaseScope.Installation, $"{Select} WHERE t.name = @value", name.Value, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Tenant>>(
            DatabaseScope.Installation,
            async session =>
            {
                var rows = await session.QueryAsync<TenantRow>($"{Select} WHERE t.state <> 'deleted'");

                // The two engines order text by different rules.
                rows.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
                return rows.ConvertAll(row => row.ToTenant());
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ChangeAsync(TenantId id, TenantSettings settings, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            id,
            async session => await Revision.RaiseAsync(session, id) && await session.ExecuteAsync(
                """
                UPDATE tenants
                SET requests_per_minute = @RequestsPerMinute, tokens_per_minute = @TokensPerMinute, concurrency = @Concurrency,
                    stored_megabytes = @StoredMegabytes, recording = @recording, strict_ledger = @strict
                WHERE tenant_id = @id
                """,
                new
                {
                    id = id.Value,
                    settings.Limits.RequestsPerMinute,
                    settings.Limits.TokensPerMinute,
                    settings.Limits.Concurrency,
                    settings.StoredMegabytes,
                    recording = settings.Recording ? 1L : 0L,
                    strict = settings.StrictLedger ? 1L : 0L,
                }) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> MoveAsync(TenantId id, TenantState from, TenantState to, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            id,
            async session => await Revision.RaiseAsync(session, id) && await session.ExecuteAsync(
                "UPDATE tenants SET state = @to WHERE tenant_id = @id AND state = @from",
                new { id = id.Value, from = TenantRow.StateText(from), to = TenantRow.StateText(to) }) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public async Task<TenantDeletion?> DeleteAsync(TenantId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var deletion = await database.WriteAsync(
            id,
            async session =>
            {
                if (!await Revision.RaiseAsync(session, id))
                {
                    return null;
                }

                await RotatedRows.RemoveAsync(database, session, id);
                foreach (var table in database.Engine == DatabaseEngine.Postgres ? [.. OwnedInVault, .. Owned] : Owned)
                {
                    await session.ExecuteAsync($"DELETE FROM {table} WHERE tenant_id = @id", new { id = id.Value });
                }

                var wrapped = await session.FirstOrDefaultAsync<byte[]>("DELETE FROM tenant_keys WHERE tenant_id = @id RETURNING wrapped", new { id = id.Value });
                await session.ExecuteAsync("UPDATE tenants SET state = 'deleted', name = tenant_id WHERE tenant_id = @id", new { id = id.Value });
                var noted = new TenantDeletion(id, wrapped is null ? null : SHA256.HashData(wrapped));
                await session.ExecuteAsync(
                    "INSERT INTO tenant_deletions (tenant_id, key_hash, deleted) VALUES (@id, @KeyHash, @now)",
                    new { id = id.Value, noted.KeyHash, now = now.ToUnixTimeMilliseconds() });
                return noted;
            },
            cancellationToken);
        if (deletion is null)
        {
            return null;
        }

        await RemoveVaultAsync(id);
        if (database.Engine == DatabaseEngine.Sqlite)
        {
            // The write-ahead log still holds pages from before; emptied, the wrapped key is gone from disk.
            await database.ReadAsync(id, session => session.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)"), CancellationToken.None);
        }

        return deletion;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TenantDeletion>> ListDeletionsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TenantDeletion>>(
            DatabaseScope.Installation,
            async session => (await session.QueryAsync<DeletionRow>(
                "SELECT tenant_id, key_hash FROM tenant_deletions WHERE deleted <= @until ORDER BY deleted",
                new { until = (now - DeletionPatience).ToUnixTimeMilliseconds() })).ConvertAll(static row => new TenantDeletion(TenantId.Parse(row.TenantId, null), row.KeyHash)),
            cancellationToken);

    /// <inheritdoc/>
    public Task ForgetDeletionAsync(TenantId id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            id, session => session.ExecuteAsync("DELETE FROM tenant_deletions WHERE tenant_id = @id", new { id = id.Value }), cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]?> ReadWrappedKeyAsync(TenantId id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            id,
            session => session.FirstOrDefaultAsync<byte[]>("SELECT wrapped FROM tenant_keys WHERE tenant_id = @id", new { id = id.Value }),
            cancellationToken);

    private async Task RemoveVaultAsync(TenantId id)
    {
        try
        {
            await database.Vaults.DeleteAsync(id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its keys are destroyed, which is the deletion; the next sweep removes the file.
        }
    }

    private Task<Tenant?> FindAsync(DatabaseScope scope, string sql, string value, CancellationToken cancellationToken) =>
        database.ReadAsync(
            scope,
            async session => (await session.FirstOrDefaultAsync<TenantRow>(sql, new { value }))?.ToTenant(),
            cancellationToken);

    private sealed record DeletionRow(string TenantId, byte[]? KeyHash);
}
