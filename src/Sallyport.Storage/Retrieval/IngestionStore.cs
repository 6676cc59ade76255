using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>Hands out attached files of tenants' vaults, and takes what is made of them.</summary>
public sealed class IngestionStore(Database database) : IIngestionStore
{
    // A claim's own file, while the claim holds.
    private const string Held = "tenant_id = @tenant AND store_id = @store AND file_id = @file AND lease = @Lease";

    private const string File = "tenant_id = @tenant AND store_id = @store AND file_id = @file";

    /// <inheritdoc/>
    public async Task EndClaimsAsync(CancellationToken cancellationToken)
    {
        if (database.Engine != DatabaseEngine.Sqlite)
        {
            return;
        }

        var pending = await database.ReadAsync(
            DatabaseScope.Installation, session => session.QueryAsync<string>("SELECT tenant_id FROM retrieval_tenants WHERE touched > settled OR embedder IS NULL"), cancellationToken);
        foreach (var tenant in pending)
        {
            await database.Vaults.WriteAsync(
                TenantId.Parse(tenant, null),
                session => session.ExecuteAsync("UPDATE store_files SET lease = NULL, lease_until = 0 WHERE tenant_id = @tenant AND lease IS NOT NULL", new { tenant }),
                cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PendingTenant>> ListTenantsAsync(string standard, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<PendingTenant>>(
            DatabaseScope.Installation,
            async session => (await session.QueryAsync<TenantRow>(
                """
                SELECT r.tenant_id, r.touched FROM retrieval_tenants r LEFT JOIN embedders e ON e.tenant_id = r.tenant_id
                WHERE r.touched > r.settled OR r.embedder IS NULL OR r.embedder <> COALESCE(e.name, @standard)
                """,
                new { standard }))
                .ConvertAll(static row => new PendingTenant(TenantId.Parse(row.TenantId, null), DateTimeOffset.FromUnixTimeMilliseconds(row.Touched))),
            cancellationToken);

    /// <inheritdoc/>
    public async Task SettleAsync(TenantVault vault, PendingTenant tenant, string embedder, CancellationToken cancellationToken)
    {
        var left = await database.Vaults.ReadAsync(
            vault.Tenant,
            session => session.FirstOrDefaultAsync<long>(
                """
                SELECT count(*) FROM store_files
                WHERE tenant_id = @tenant AND (state = 'in_progress' OR (state = 'completed' AND (embedder IS NULL OR embedder <> @embedder)))
                """,
                new { tenant = vault.Tenant.Value, embedder }),
            cancellationToken);
        if (left == 0)
        {
            await database.WriteAsync(
                vault.Tenant,
                session => session.ExecuteAsync(
                    "UPDATE retrieval_tenants SET settled = touched, embedder = @embedder WHERE tenant_id = @tenant AND touched = @touched",
                    new { embedder, tenant = vault.Tenant.Value, touched = tenant.Touched.ToUnixTimeMilliseconds() }),
                cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<IngestionClaim?> ClaimAsync(TenantVault vault, string lease, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
        ClaimAsync(vault, "state = 'in_progress'", "attempts + 1", "", lease, now, until, cancellationToken);

    /// <inheritdoc/>
    public Task<IngestionClaim?> ClaimToEmbedAsync(
        TenantVault vault, string embedder, string lease, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
        ClaimAsync(vault, "state = 'completed' AND (embedder IS NULL OR embedder <> @embedder)", "attempts", embedder, lease, now, until, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(TenantVault vault, IngestionClaim claim, DateTimeOffset until, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(vault.Tenant, session => HoldAsync(session, vault, claim, until, 0), cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseAsync(TenantVault vault, IngestionClaim claim, DateTimeOffset notBefore, bool isCounted, CancellationToken cancellationToken) =>
        database.Vaults.WriteAsync(
            vault.Tenant,
            session => session.ExecuteAsync(
                $"""
                UPDATE store_files SET lease = NULL, lease_until = @at,
                    attempts = CASE WHEN state = 'in_progress' AND @uncounted = 1 THEN attempts - 1 ELSE attempts END
                WHERE {Held}
                """,
                Key(vault, claim, at: notBefore, uncounted: !isCounted)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> BeginAsync(TenantVault vault, IngestionClaim claim, long chunks, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                if (await session.ExecuteAsync($"UPDATE store_files SET chunks_total = @number, chunks_done = 0 WHERE {Held} AND state = 'in_progress'", Key(vault, claim, number: chunks)) == 0)
                {
                    return false;
                }

                await session.ExecuteAsync($"DELETE FROM chunks WHERE {File}", Key(vault, claim));
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> WriteAsync(
        TenantVault vault, IngestionClaim claim, IReadOnlyList<SealedChunk> chunks, string embedder, DateTimeOffset until, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                if (!await HoldAsync(session, vault, claim, until, chunks.Count))
                {
                    return false;
                }

                await ChunkWriting.InsertAsync(session, claim.File, vault.Tenant.Value, chunks, embedder);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CompleteAsync(TenantVault vault, IngestionClaim claim, string embedder, long usageBytes, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                if (await StoreRevisions.RaiseAsync(session, vault.Tenant, claim.File.Store) is not { } revision
                    || await session.ExecuteAsync(
                        $"""
                        UPDATE store_files SET state = 'completed', revision = @revision, embedder = @embedder, usage_bytes = @number, lease = NULL, lease_until = 0
                        WHERE {Held} AND state = 'in_progress'
                        """,
                        Key(vault, claim, embedder, usageBytes, revision: revision)) == 0)
                {
                    return false;
                }

                // An index that knew the removed one takes the new one in its place.
                await session.ExecuteAsync($"DELETE FROM removed_documents WHERE {File}", Key(vault, claim));
                await TakeOverAsync(session, vault, claim, embedder);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> FailAsync(TenantVault vault, IngestionClaim claim, byte[]? sealedError, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                if (await session.ExecuteAsync(
                    $"UPDATE store_files SET state = 'failed', sealed_error = @box, chunks_done = 0, lease = NULL, lease_until = 0 WHERE {Held} AND state = 'in_progress'",
                    Key(vault, claim, box: sealedError)) == 0)
                {
                    return false;
                }

                await session.ExecuteAsync($"DELETE FROM chunks WHERE {File}", Key(vault, claim));
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> WriteVectorsAsync(
        TenantVault vault, IngestionClaim claim, IReadOnlyList<SealedVector> vectors, string embedder, DateTimeOffset until, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                if (!await HoldAsync(session, vault, claim, until, 0))
                {
                    return false;
                }

                await ChunkWriting.InsertVectorsAsync(session, claim.File, vault.Tenant.Value, vectors, embedder);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CompleteEmbeddingAsync(TenantVault vault, IngestionClaim claim, string embedder, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                // The vector store's row first, as everywhere; of two that end at once, the second one sees both.
                if (await StoreRevisions.RaiseAsync(session, vault.Tenant, claim.File.Store) is null
                    || await session.ExecuteAsync($"UPDATE store_files SET embedder = @embedder, lease = NULL, lease_until = 0 WHERE {Held} AND state = 'completed'", Key(vault, claim, embedder)) == 0)
                {
                    return false;
                }

                await TakeOverAsync(session, vault, claim, embedder);
                return true;
            },
            cancellationToken);

    private static object Key(
        TenantVault vault, IngestionClaim claim, string? embedder = null, long number = 0, long revision = 0, DateTimeOffset? at = null, bool uncounted = false, byte[]? box = null) => new
        {
            tenant = vault.Tenant.Value,
            store = claim.File.Store.Value,
            file = claim.File.File.Value,
            claim.Lease,
            embedder,
            number,
            revision,
            at = at?.ToUnixTimeMilliseconds() ?? 0,
            uncounted = uncounted ? 1L : 0L,
            box,
        };

    private static async Task<bool> HoldAsync(DatabaseSession session, TenantVault vault, IngestionClaim claim, DateTimeOffset until, int done) =>
        await session.ExecuteAsync(
            $"UPDATE store_files SET lease_until = @at, chunks_done = chunks_done + @number WHERE {Held} AND state IN ('in_progress', 'completed')",
            Key(vault, claim, number: done, at: until)) == 1;

    /// <summary>Has the vector store searched by this embedder once all its documents have vectors by it; indexes start over then.</summary>
    private static async Task TakeOverAsync(DatabaseSession session, TenantVault vault, IngestionClaim claim, string embedder)
    {
        var taken = await session.ExecuteAsync(
            """
            UPDATE vector_stores SET embedder = @embedder, revision = revision + 1, forgotten = revision + 1
            WHERE tenant_id = @tenant AND store_id = @store AND embedder <> @embedder AND NOT EXISTS (
                SELECT 1 FROM store_files f
                WHERE f.tenant_id = @tenant AND f.store_id = @store AND f.state = 'completed' AND (f.embedder IS NULL OR f.embedder <> @embedder))
            """,
            Key(vault, claim, embedder));
        if (taken == 1)
        {
            await session.ExecuteAsync("DELETE FROM chunk_vectors WHERE tenant_id = @tenant AND store_id = @store AND embedder <> @embedder", Key(vault, claim, embedder));
        }
    }

    private async Task<IngestionClaim?> ClaimAsync(
        TenantVault vault, string which, string attempts, string embedder, string lease, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        IngestionClaim? claim = null;
        await database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                var tenant = vault.Tenant.Value;
                var row = await session.FirstOrDefaultAsync<ClaimRow>(
                    $"""
                    UPDATE store_files SET lease = @lease, lease_until = @until, attempts = {attempts}
                    WHERE tenant_id = @tenant AND {which} AND lease_until <= @now AND (store_id, file_id) = (
                        SELECT store_id, file_id FROM store_files WHERE tenant_id = @tenant AND {which} AND lease_until <= @now ORDER BY created, file_id LIMIT 1)
                    RETURNING store_id, file_id, attempts
                    """,
                    new { lease, until = until.ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds(), tenant, embedder });
                if (row is null)
                {
                    return false;
                }

                var file = await session.FirstOrDefaultAsync<StoreFileRow>(
                    $"SELECT {StoreFileRow.Columns} FROM store_files f WHERE f.tenant_id = @tenant AND f.store_id = @StoreId AND f.file_id = @FileId",
                    new { tenant, row.StoreId, row.FileId });
                claim = new IngestionClaim(file!.ToFile(), lease, row.Attempts);
                return true;
            },
            cancellationToken);
        return claim;
    }

    private sealed record TenantRow(string TenantId, long Touched);

    private sealed record ClaimRow(string StoreId, string FileId, long Attempts);
}
