using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>What is attached to vector stores, in tenants' vaults.</summary>
public sealed class StoreFileCatalog(Database database) : IStoreFileCatalog
{
    /// <inheritdoc/>
    public async Task<AttachResult> AttachAsync(
        TenantVault vault,
        VectorStoreId store,
        FileBatchId? batch,
        IReadOnlyList<SealedStoreFile> files,
        IReadOnlyDictionary<FileId, byte[]?> takenOver,
        int most,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        // Before, so that workers look again even if this process ends right after the commit; and while the mark is young, they go on looking.
        await database.WriteAsync(vault.Tenant, session => RetrievalTenants.TouchAsync(session, vault.Tenant, now), cancellationToken);
        var result = AttachResult.Attached;
        await database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                result = await AttachAsync(session, vault, store, batch, files, takenOver, most, now);
                return result == AttachResult.Attached;
            },
            cancellationToken);
        return result;
    }

    /// <inheritdoc/>
    public async Task<bool> PlantAsync(TenantVault vault, SealedStoreFile sentinel, CancellationToken cancellationToken)
    {
        var key = new { tenant = vault.Tenant.Value, store = sentinel.Store.Value, file = sentinel.File.Value, now = sentinel.Created.ToUnixTimeMilliseconds() };
        if (await database.Vaults.ReadAsync(
            vault.Tenant,
            session => session.FirstOrDefaultAsync<long>("SELECT count(*) FROM store_files WHERE tenant_id = @tenant AND store_id = @store AND file_id = @file AND state <> 'failed'", key),
            cancellationToken) > 0)
        {
            return false;
        }

        // As in AttachAsync: the mark first, then the file's row held, then the vector store's.
        await database.WriteAsync(vault.Tenant, session => RetrievalTenants.TouchAsync(session, vault.Tenant, sentinel.Created), cancellationToken);
        return await database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session => await session.ExecuteAsync("UPDATE files SET is_whole = is_whole WHERE tenant_id = @tenant AND file_id = @file AND is_whole = 1", key) == 1
                && await session.ExecuteAsync(
                    $"UPDATE vector_stores SET last_active = last_active WHERE tenant_id = @tenant AND store_id = @store AND NOT ({VectorStoreCatalog.Expired})", key) == 1
                && await session.ExecuteAsync("DELETE FROM store_files WHERE tenant_id = @tenant AND store_id = @store AND file_id = @file AND state = 'failed'", key) >= 0
                && await InsertAsync(session, vault.Tenant, sentinel, key.now, "ON CONFLICT DO NOTHING") == 1,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SealedStoreFile?> FindAsync(TenantVault vault, VectorStoreId store, FileId file, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(
            vault.Tenant,
            async session => (await session.FirstOrDefaultAsync<StoreFileRow>(
                $"SELECT {StoreFileRow.Columns} FROM store_files f WHERE f.tenant_id = @tenant AND f.store_id = @store AND f.file_id = @file",
                Key(vault, store, file)))?.ToFile(),
            cancellationToken);

    /// <inheritdoc/>
    public Task<Listing<SealedStoreFile>> ListAsync(
        TenantVault vault, VectorStoreId store, FileBatchId? batch, StoreFileState? state, ListWindow<FileId> window, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(
            vault.Tenant,
            async session =>
            {
                var stretch = Window.Of(
                    window,
                    "(f.created, f.file_id)",
                    "(SELECT b.created, b.file_id FROM store_files b WHERE b.tenant_id = @tenant AND b.store_id = @store AND b.file_id = @bound)");
                var rows = await session.QueryAsync<StoreFileRow>(
                    $"""
                    SELECT {StoreFileRow.Columns} FROM store_files f
                    WHERE f.tenant_id = @tenant AND f.store_id = @store AND f.file_id <> @sentinel
                    {(batch is null ? "" : "AND f.batch_id = @batch")} {(state is null ? "" : "AND f.state = @state")} {stretch.Condition}
                    ORDER BY f.created {stretch.Order}, f.file_id {stretch.Order} LIMIT @take
                    """,
                    new
                    {
                        tenant = vault.Tenant.Value,
                        store = store.Value,
                        sentinel = SentinelFile.Of(vault).Value,
                        batch = batch?.Value,
                        state = state is { } wanted ? StateText.Of(wanted) : null,
                        bound = stretch.Bound,
                        take = stretch.Take,
                    });
                return stretch.ToListing(rows.ConvertAll(static row => row.ToFile()));
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SealedStoreFile>> ListFailedAsync(TenantVault vault, SealedStoreFile? after, int most, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync<IReadOnlyList<SealedStoreFile>>(
            vault.Tenant,
            async session => (await session.QueryAsync<StoreFileRow>(
                $"""
                SELECT {StoreFileRow.Columns} FROM store_files f
                WHERE f.tenant_id = @tenant AND f.state = 'failed' AND (f.store_id, f.file_id) > (@store, @file) ORDER BY f.store_id, f.file_id LIMIT @take
                """,
                new { tenant = vault.Tenant.Value, store = after?.Store.Value ?? "", file = after?.File.Value ?? "", take = (long)most })).ConvertAll(static row => row.ToFile()),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<int> RetryAsync(TenantVault vault, IReadOnlyCollection<SealedStoreFile> files, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // As in AttachAsync: the mark first.
        await database.WriteAsync(vault.Tenant, session => RetrievalTenants.TouchAsync(session, vault.Tenant, now), cancellationToken);
        return await database.Vaults.WriteAsync(
            vault.Tenant,
            async session =>
            {
                var retried = 0;
                foreach (var file in files)
                {
                    retried += await session.ExecuteAsync(
                        """
                        UPDATE store_files SET state = 'in_progress', sealed_error = NULL, chunks_done = 0, chunks_total = NULL, attempts = 0, lease = NULL, lease_until = 0
                        WHERE tenant_id = @tenant AND store_id = @store AND file_id = @file AND state = 'failed'
                        """,
                        Key(vault, file.Store, file.File));
                }

                return retried;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<FileId, byte[]>> ReadHeadsAsync(TenantVault vault, VectorStoreId store, IReadOnlyCollection<FileId> files, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(vault.Tenant, session => ReadHeadsAsync(session, vault.Tenant, store, files), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ChangeAsync(TenantVault vault, VectorStoreId store, FileId file, byte[] readHead, byte[] sealedHead, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session => await StoreRevisions.RaiseAsync(session, vault.Tenant, store) is { } revision
                && await TouchAsync(session, vault.Tenant, store, now)
                && await session.ExecuteAsync(
                    "UPDATE store_files SET sealed_head = @sealedHead, revision = @revision WHERE tenant_id = @tenant AND store_id = @store AND file_id = @file AND sealed_head = @readHead",
                    new { readHead, sealedHead, revision, tenant = vault.Tenant.Value, store = store.Value, file = file.Value }) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DetachAsync(TenantVault vault, VectorStoreId store, FileId file, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session => await StoreRevisions.RemoveDocumentAsync(session, vault.Tenant, store, file, now) && await TouchAsync(session, vault.Tenant, store, now),
            cancellationToken);

    /// <inheritdoc/>
    public Task<FileBatch?> FindBatchAsync(TenantVault vault, VectorStoreId store, FileBatchId batch, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(
            vault.Tenant,
            async session =>
            {
                var row = await session.FirstOrDefaultAsync<BatchRow>(
                    "SELECT created, is_cancelled FROM file_batches WHERE tenant_id = @tenant AND store_id = @store AND batch_id = @batch",
                    new { tenant = vault.Tenant.Value, store = store.Value, batch = batch.Value });
                if (row is null)
                {
                    return null;
                }

                var counts = await FileCounting.ReadAsync(session, vault, "batch_id", [batch.Value], store.Value);
                return new FileBatch(batch, store, DateTimeOffset.FromUnixTimeMilliseconds(row.Created), row.IsCancelled == 1, counts.GetValueOrDefault(batch.Value).Counts ?? FileCounts.None);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CancelBatchAsync(TenantVault vault, VectorStoreId store, FileBatchId batch, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                var key = new { tenant = vault.Tenant.Value, store = store.Value, batch = batch.Value };
                if (await session.ExecuteAsync("UPDATE file_batches SET is_cancelled = 1 WHERE tenant_id = @tenant AND store_id = @store AND batch_id = @batch", key) == 0)
                {
                    return false;
                }

                await session.ExecuteAsync(
                    """
                    UPDATE store_files SET state = 'cancelled', lease = NULL
                    WHERE tenant_id = @tenant AND store_id = @store AND batch_id = @batch AND state = 'in_progress'
                    """,
                    key);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<SealedChanges?> ReadChangesAsync(TenantVault vault, VectorStoreId store, long after, bool isFirstLoad, string? missingIn, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(vault.Tenant, session => ChangeReading.ReadAsync(session, vault.Tenant, store, after, isFirstLoad, missingIn), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<ChunkPlace, SealedChunk>> ReadTextsAsync(TenantVault vault, IReadOnlyCollection<ChunkPlace> places, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(vault.Tenant, session => ChunkReading.ReadAsync(session, vault.Tenant, places), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SealedChunk>> ListTextsAsync(TenantVault vault, VectorStoreId store, FileId file, long from, int most, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(vault.Tenant, session => ChunkReading.ListAsync(session, vault.Tenant, store, file, from, most), cancellationToken);

    private static object Key(TenantVault vault, VectorStoreId store, FileId file) => new { tenant = vault.Tenant.Value, store = store.Value, file = file.Value };

    private static async Task<bool> TouchAsync(DatabaseSession session, TenantId tenant, VectorStoreId store, DateTimeOffset now) =>
        await session.ExecuteAsync(
            "UPDATE vector_stores SET last_active = @now WHERE tenant_id = @tenant AND store_id = @store",
            new { now = now.ToUnixTimeMilliseconds(), tenant = tenant.Value, store = store.Value }) == 1;

    private static async Task<AttachResult> AttachAsync(
        DatabaseSession session, TenantVault vault, VectorStoreId store, FileBatchId? batch, IReadOnlyList<SealedStoreFile> files, IReadOnlyDictionary<FileId, byte[]?> takenOver, int most, DateTimeOffset now)
    {
        var tenant = vault.Tenant;

        // The files' rows are held, so that none is deleted meanwhile; in one order everywhere, so that nobody waits in a circle.
        foreach (var file in files.Select(static file => file.File.Value).Order(StringComparer.Ordinal))
        {
            if (await session.ExecuteAsync(
                "UPDATE files SET is_whole = is_whole WHERE tenant_id = @tenant AND file_id = @file AND is_whole = 1", new { tenant = tenant.Value, file }) == 0)
            {
                return AttachResult.NoSuchFile;
            }
        }

        var at = now.ToUnixTimeMilliseconds();
        var key = new { tenant = tenant.Value, store = store.Value, now = at, batch = batch?.Value, sentinel = SentinelFile.Of(vault).Value };
        if (await session.ExecuteAsync(
            $"UPDATE vector_stores SET last_active = @now WHERE tenant_id = @tenant AND store_id = @store AND NOT ({VectorStoreCatalog.Expired})", key) == 0)
        {
            return AttachResult.NoSuchStore;
        }

        // The vector store's row is held, so no head changes from here on.
        var heads = await ReadHeadsAsync(session, tenant, store, [.. takenOver.Keys]);
        if (takenOver.Any(read => !heads.GetValueOrDefault(read.Key).AsSpan().SequenceEqual(read.Value)))
        {
            return AttachResult.Changed;
        }

        if (batch is not null)
        {
            await session.ExecuteAsync("INSERT INTO file_batches (tenant_id, store_id, batch_id, created, is_cancelled) VALUES (@tenant, @store, @batch, @now, 0)", key);
        }

        foreach (var file in files)
        {
            await StoreRevisions.RemoveDocumentAsync(session, tenant, store, file.File, now);
            await InsertAsync(session, tenant, file, at, "");
        }

        var present = await session.FirstOrDefaultAsync<long>("SELECT count(*) FROM store_files WHERE tenant_id = @tenant AND store_id = @store AND file_id <> @sentinel", key);
        return present <= most ? AttachResult.Attached : AttachResult.TooMany;
    }

    private static async Task<IReadOnlyDictionary<FileId, byte[]>> ReadHeadsAsync(DatabaseSession session, TenantId tenant, VectorStoreId store, IReadOnlyCollection<FileId> files)
    {
        if (files.Count == 0)
        {
            return new Dictionary<FileId, byte[]>();
        }

        var rows = await session.QueryAsync<HeadRow>(
            $"SELECT file_id, sealed_head FROM store_files WHERE tenant_id = @tenant AND store_id = @store AND {session.IsIn("file_id", "some")}",
            new { tenant = tenant.Value, store = store.Value, some = files.Select(static file => file.Value).ToArray() });
        return rows.ToDictionary(static row => FileId.Parse(row.FileId, null), static row => row.SealedHead);
    }

    private static async Task<int> InsertAsync(DatabaseSession session, TenantId tenant, SealedStoreFile file, long at, string onConflict) =>
        await session.ExecuteAsync(
            $"""
            INSERT INTO store_files (
                tenant_id, store_id, file_id, batch_id, state, max_tokens, overlap_tokens, sealed_head, usage_bytes, chunks_done, created, revision, attempts, lease_until)
            VALUES (@tenant, @store, @file, @batch, 'in_progress', @maxTokens, @overlapTokens, @SealedHead, 0, 0, @at, 0, 0, 0) {onConflict}
            """,
            new
            {
                tenant = tenant.Value,
                store = file.Store.Value,
                file = file.File.Value,
                batch = file.Batch?.Value,
                maxTokens = (long)file.Chunking.MaxTokens,
                overlapTokens = (long)file.Chunking.OverlapTokens,
                file.SealedHead,
                at,
            });

    private sealed record HeadRow(string FileId, byte[] SealedHead);

    private sealed record BatchRow(long Created, long IsCancelled);
}
