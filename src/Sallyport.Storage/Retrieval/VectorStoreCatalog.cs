using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>Vector stores in tenants' vaults.</summary>
public sealed class VectorStoreCatalog(Database database) : IVectorStoreCatalog
{
    private const long MillisecondsPerDay = 86_400_000;

    // An index that was last brought up to date before this reads its vector store anew.
    private static readonly TimeSpan MarkRetention = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async Task<bool> AddAsync(TenantVault vault, SealedVectorStore store, CancellationToken cancellationToken) =>
        await database.TryWriteAsync(vault.Tenant, session => RetrievalTenants.TouchAsync(session, vault.Tenant, store.Created), cancellationToken)
        && await database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session => await session.ExecuteAsync(
                """
                INSERT INTO vector_stores (tenant_id, store_id, sealed_head, created, last_active, expires_after_days, embedder, revision, forgotten)
                VALUES (@tenant, @store, @SealedHead, @created, @lastActive, @days, @Embedder, 0, 0)
                """,
                new
                {
                    tenant = vault.Tenant.Value,
                    store = store.Id.Value,
                    store.SealedHead,
                    created = store.Created.ToUnixTimeMilliseconds(),
                    lastActive = store.LastActive.ToUnixTimeMilliseconds(),
                    days = (long?)store.ExpiresAfterDays,
                    store.Embedder,
                }) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public Task<SealedVectorStore?> FindAsync(TenantVault vault, VectorStoreId store, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(
            vault.Tenant,
            async session =>
            {
                var row = await session.FirstOrDefaultAsync<StoreRow>(
                    $"SELECT {StoreRow.Columns} FROM vector_stores s WHERE s.tenant_id = @tenant AND s.store_id = @store",
                    new { tenant = vault.Tenant.Value, store = store.Value });
                return row is null ? null : (await CountAsync(session, vault, [row]))[0];
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<Listing<SealedVectorStore>> ListAsync(TenantVault vault, ListWindow<VectorStoreId> window, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(
            vault.Tenant,
            async session =>
            {
                var stretch = Window.Of(window, "s.store_id", "@bound");
                var rows = await session.QueryAsync<StoreRow>(
                    $"""
                    SELECT {StoreRow.Columns} FROM vector_stores s
                    WHERE s.tenant_id = @tenant {stretch.Condition} ORDER BY s.store_id {stretch.Order} LIMIT @take
                    """,
                    new { tenant = vault.Tenant.Value, bound = stretch.Bound, take = stretch.Take });
                return stretch.ToListing(await CountAsync(session, vault, rows));
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ChangeAsync(TenantVault vault, VectorStoreId store, byte[] sealedHead, int? expiresAfterDays, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session => await session.ExecuteAsync(
                """
                UPDATE vector_stores SET sealed_head = @sealedHead, expires_after_days = @days, last_active = @now
                WHERE tenant_id = @tenant AND store_id = @store
                """,
                new { sealedHead, days = (long?)expiresAfterDays, now = now.ToUnixTimeMilliseconds(), tenant = vault.Tenant.Value, store = store.Value }) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public Task TouchAsync(TenantVault vault, VectorStoreId store, DateTimeOffset now, DateTimeOffset unlessSince, CancellationToken cancellationToken) =>
        database.Vaults.WriteAsync(
            vault.Tenant,
            session => session.ExecuteAsync(
                $"""
                UPDATE vector_stores SET last_active = @now
                WHERE tenant_id = @tenant AND store_id = @store AND last_active <= @unlessSince AND NOT ({Expired})
                """,
                new { now = now.ToUnixTimeMilliseconds(), unlessSince = unlessSince.ToUnixTimeMilliseconds(), tenant = vault.Tenant.Value, store = store.Value }),
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(TenantVault vault, VectorStoreId store, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session => await session.ExecuteAsync(
                "DELETE FROM vector_stores WHERE tenant_id = @tenant AND store_id = @store", new { tenant = vault.Tenant.Value, store = store.Value }) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<VectorStoreId>> PurgeAsync(TenantVault vault, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.Vaults.WriteAsync<IReadOnlyList<VectorStoreId>>(
            vault.Tenant,
            async session =>
            {
                var tenant = vault.Tenant.Value;
                var before = (now - MarkRetention).ToUnixTimeMilliseconds();
                await session.ExecuteAsync(
                    """
                    UPDATE vector_stores SET forgotten = (
                        SELECT max(r.revision) FROM removed_documents r
                        WHERE r.tenant_id = vector_stores.tenant_id AND r.store_id = vector_stores.store_id AND r.removed <= @before)
                    WHERE tenant_id = @tenant AND EXISTS (
                        SELECT 1 FROM removed_documents r
                        WHERE r.tenant_id = vector_stores.tenant_id AND r.store_id = vector_stores.store_id AND r.removed <= @before AND r.revision > vector_stores.forgotten)
                    """,
                    new { tenant, before });
                await session.ExecuteAsync("DELETE FROM removed_documents WHERE tenant_id = @tenant AND removed <= @before", new { tenant, before });
                return await EmptyExpiredAsync(session, vault, now);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TenantId>> ListTenantsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TenantId>>(
            DatabaseScope.Installation,
            async session => (await session.QueryAsync<string>("SELECT tenant_id FROM retrieval_tenants")).ConvertAll(static tenant => TenantId.Parse(tenant, null)),
            cancellationToken);

    /// <summary>Whether a row has expired at <c>@now</c>.</summary>
    internal static string Expired => $"expires_after_days IS NOT NULL AND last_active + expires_after_days * {MillisecondsPerDay} <= @now";

    private static async Task<IReadOnlyList<VectorStoreId>> EmptyExpiredAsync(DatabaseSession session, TenantVault vault, DateTimeOffset now)
    {
        var tenant = vault.Tenant;

        // All at once: an index that knew them starts over, and finds nothing.
        var stores = await session.QueryAsync<string>(
            $"""
            UPDATE vector_stores SET revision = revision + 1, forgotten = revision + 1
            WHERE tenant_id = @tenant AND {Expired}
            AND EXISTS (SELECT 1 FROM store_files f WHERE f.tenant_id = vector_stores.tenant_id AND f.store_id = vector_stores.store_id AND f.file_id <> @sentinel)
            RETURNING store_id
            """,
            new { tenant = tenant.Value, sentinel = SentinelFile.Of(vault).Value, now = now.ToUnixTimeMilliseconds() });
        foreach (var store in stores)
        {
            var key = new { tenant = tenant.Value, store };
            await session.ExecuteAsync("DELETE FROM store_files WHERE tenant_id = @tenant AND store_id = @store", key);
            await session.ExecuteAsync("DELETE FROM file_batches WHERE tenant_id = @tenant AND store_id = @store", key);
            await session.ExecuteAsync("DELETE FROM removed_documents WHERE tenant_id = @tenant AND store_id = @store", key);
        }

        return stores.ConvertAll(static store => VectorStoreId.Parse(store, null));
    }

    private static async Task<List<SealedVectorStore>> CountAsync(DatabaseSession session, TenantVault vault, List<StoreRow> rows)
    {
        var counts = await FileCounting.ReadAsync(session, vault, "store_id", [.. rows.Select(static row => row.StoreId)], "");
        return rows.ConvertAll(row => row.ToStore(counts.GetValueOrDefault(row.StoreId)));
    }

    private sealed record StoreRow(string StoreId, byte[] SealedHead, long Created, long LastActive, long? ExpiresAfterDays, string Embedder, long Revision)
    {
        public const string Columns = "s.store_id, s.sealed_head, s.created, s.last_active, s.expires_after_days, s.embedder, s.revision";

        public SealedVectorStore ToStore((FileCounts Counts, long Bytes) files) => new(
            VectorStoreId.Parse(StoreId, null),
            SealedHead,
            DateTimeOffset.FromUnixTimeMilliseconds(Created),
            DateTimeOffset.FromUnixTimeMilliseconds(LastActive),
            (int?)ExpiresAfterDays,
            Embedder,
            Revision,
            files.Counts ?? FileCounts.None,
            files.Bytes);
    }
}
