using System.Security.Cryptography;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>Files in tenants' vaults, their keys in the shared tables.</summary>
public sealed class FileStore(Database database) : IFileStore
{
    // Far below the most parameters of a statement in either engine.
    private const int FilesAtOnce = 1_000;

    // What another node is about to finish is left to it.
    private static readonly TimeSpan DeletionPatience = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task<bool> BeginAsync(TenantVault vault, SealedFile file, byte[] wrappedKey, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var tenant = vault.Tenant.Value;
        var kept = await database.TryWriteAsync(
            vault.Tenant,
            async session => await RetrievalTenants.TouchAsync(session, vault.Tenant, file.Created) && await session.ExecuteAsync(
                "INSERT INTO document_keys (tenant_id, file_id, wrapped, upload_deadline) VALUES (@tenant, @file, @wrappedKey, @deadline)",
                new { tenant, file = file.Id.Value, wrappedKey, deadline = deadline.ToUnixTimeMilliseconds() }) == 1,
            cancellationToken);
        return kept && await database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session => await session.ExecuteAsync(
                "INSERT INTO files (tenant_id, file_id, purpose, bytes, created, is_whole, sealed_name) VALUES (@tenant, @file, @Purpose, 0, @created, 0, @SealedName)",
                new { tenant, file = file.Id.Value, file.Purpose, created = file.Created.ToUnixTimeMilliseconds(), file.SealedName }) == 1,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> WritePartAsync(TenantVault vault, FileId file, long part, byte[] content, long bytes, long? most, CancellationToken cancellationToken) =>
        database.Vaults.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                var key = new { tenant = vault.Tenant.Value, file = file.Value, part, content, bytes, weight = (long)FileLibrary.FileWeight, sentinel = SentinelFile.Of(vault).Value };
                if (most is not null)
                {
                    // SQLite's transaction holds the write lock from its beginning; here, two uploads at once would not see each other's parts.
                    if (session.IsPostgres)
                    {
                        await session.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('stored/' || @tenant, 0))", key);
                    }

                    // Others' uploads weigh from their first byte on: before, they may yet be refused themselves.
                    var stored = await session.FirstOrDefaultAsync<long>(
                        """
                        SELECT CAST(COALESCE(SUM(bytes + @weight), 0) AS bigint) FROM files
                        WHERE tenant_id = @tenant AND file_id <> @sentinel AND (bytes > 0 OR is_whole = 1 OR file_id = @file)
                        """,
                        key);
                    if (bytes > most - stored)
                    {
                        return false;
                    }
                }

                await session.ExecuteAsync("UPDATE files SET bytes = bytes + @bytes WHERE tenant_id = @tenant AND file_id = @file AND is_whole = 0", key);
                await session.ExecuteAsync("INSERT INTO file_parts (tenant_id, file_id, part, sealed_content) VALUES (@tenant, @file, @part, @content)", key);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ExtendAsync(TenantVault vault, FileId file, DateTimeOffset deadline, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            vault.Tenant,
            async session => await session.ExecuteAsync(
                "UPDATE document_keys SET upload_deadline = @deadline WHERE tenant_id = @tenant AND file_id = @file AND upload_deadline IS NOT NULL",
                new { deadline = deadline.ToUnixTimeMilliseconds(), tenant = vault.Tenant.Value, file = file.Value }) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> CompleteAsync(TenantVault vault, FileId file, string purpose, long bytes, CancellationToken cancellationToken)
    {
        var key = new { tenant = vault.Tenant.Value, file = file.Value, purpose, bytes };
        return await database.Vaults.TryWriteAsync(
                vault.Tenant,
                async session => await session.ExecuteAsync("UPDATE files SET is_whole = 1, purpose = @purpose, bytes = @bytes WHERE tenant_id = @tenant AND file_id = @file AND is_whole = 0", key) == 1,
                cancellationToken)
            && await database.TryWriteAsync(
                vault.Tenant,
                async session => await session.ExecuteAsync(
                    "UPDATE document_keys SET upload_deadline = NULL WHERE tenant_id = @tenant AND file_id = @file AND upload_deadline IS NOT NULL", key) == 1,
                cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SealedFile?> FindAsync(TenantVault vault, FileId file, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(
            vault.Tenant,
            async session => (await session.FirstOrDefaultAsync<FileRow>(
                $"SELECT {FileRow.Columns} FROM files f WHERE f.tenant_id = @tenant AND f.file_id = @file AND f.is_whole = 1",
                new { tenant = vault.Tenant.Value, file = file.Value }))?.ToFile(),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SealedFile>> FindAllAsync(TenantVault vault, IReadOnlyCollection<FileId> files, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync<IReadOnlyList<SealedFile>>(
            vault.Tenant,
            async session =>
            {
                var found = new List<SealedFile>();
                foreach (var some in files.Distinct().Chunk(FilesAtOnce))
                {
                    var rows = await session.QueryAsync<FileRow>(
                        $"SELECT {FileRow.Columns} FROM files f WHERE f.tenant_id = @tenant AND {session.IsIn("f.file_id", "some")} AND f.is_whole = 1",
                        new { tenant = vault.Tenant.Value, some = Array.ConvertAll(some, static file => file.Value) });
                    found.AddRange(rows.Select(static row => row.ToFile()));
                }

                return found;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<Listing<SealedFile>> ListAsync(TenantVault vault, string? purpose, ListWindow<FileId> window, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(
            vault.Tenant,
            async session =>
            {
                var stretch = Window.Of(window, "f.file_id", "@bound");
                var rows = await session.QueryAsync<FileRow>(
                    $"""
                    SELECT {FileRow.Columns} FROM files f
                    WHERE f.tenant_id = @tenant AND f.file_id <> @sentinel AND f.is_whole = 1 {(purpose is null ? "" : "AND f.purpose = @purpose")} {stretch.Condition}
                    ORDER BY f.file_id {stretch.Order} LIMIT @take
                    """,
                    new { tenant = vault.Tenant.Value, sentinel = SentinelFile.Of(vault).Value, purpose, bound = stretch.Bound, take = stretch.Take });
                return stretch.ToListing(rows.ConvertAll(static row => row.ToFile()));
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]?> ReadPartAsync(TenantVault vault, FileId file, long part, CancellationToken cancellationToken) =>
        database.Vaults.ReadAsync(
            vault.Tenant,
            session => session.FirstOrDefaultAsync<byte[]>(
                "SELECT sealed_content FROM file_parts WHERE tenant_id = @tenant AND file_id = @file AND part = @part",
                new { tenant = vault.Tenant.Value, file = file.Value, part }),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<FileId, byte[]>> ReadKeysAsync(TenantVault vault, IReadOnlyCollection<FileId> files, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<FileId, byte[]>>(
            vault.Tenant,
            async session =>
            {
                var keys = new Dictionary<FileId, byte[]>();
                foreach (var some in files.Distinct().Chunk(FilesAtOnce))
                {
                    var rows = await session.QueryAsync<KeyRow>(
                        $"SELECT file_id, wrapped FROM document_keys WHERE tenant_id = @tenant AND {session.IsIn("file_id", "some")}",
                        new { tenant = vault.Tenant.Value, some = Array.ConvertAll(some, static file => file.Value) });
                    rows.ForEach(row => keys.Add(FileId.Parse(row.FileId, null), row.Wrapped));
                }

                return keys;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<FileDeletion?> DestroyKeyAsync(TenantVault vault, FileId file, DateTimeOffset now, CancellationToken cancellationToken) =>
        DestroyAsync(vault.Tenant, file, unlessAfter: null, now, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(TenantId tenant, FileId file, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.Vaults.WriteAsync(
            tenant,
            async session =>
            {
                var key = new { tenant = tenant.Value, file = file.Value };

                // The file first: whoever attaches it meanwhile holds its row, or comes too late.
                await session.ExecuteAsync("DELETE FROM files WHERE tenant_id = @tenant AND file_id = @file", key);
                var stores = await session.QueryAsync<string>("SELECT store_id FROM store_files WHERE tenant_id = @tenant AND file_id = @file ORDER BY store_id", key);
                foreach (var store in stores)
                {
                    await StoreRevisions.RemoveDocumentAsync(session, tenant, VectorStoreId.Parse(store, null), file, now);
                }

                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task ForgetDeletionAsync(TenantId tenant, FileId file, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            session => session.ExecuteAsync("DELETE FROM document_deletions WHERE tenant_id = @tenant AND file_id = @file", new { tenant = tenant.Value, file = file.Value }),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FileDeletion>> ListDeletionsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<FileDeletion>>(
            DatabaseScope.Installation,
            async session => (await session.QueryAsync<DeletionRow>(
                "SELECT tenant_id, file_id, was_whole, key_hash FROM document_deletions WHERE noted <= @until ORDER BY noted",
                new { until = (now - DeletionPatience).ToUnixTimeMilliseconds() })).ConvertAll(static row => row.ToDeletion()),
            cancellationToken);

    /// <inheritdoc/>
    public async Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var overdue = await database.ReadAsync(
            DatabaseScope.Installation,
            session => session.QueryAsync<UploadRow>(
                "SELECT tenant_id, file_id FROM document_keys WHERE upload_deadline <= @now", new { now = now.ToUnixTimeMilliseconds() }),
            cancellationToken);
        foreach (var upload in overdue)
        {
            await SettleAsync(TenantId.Parse(upload.TenantId, null), FileId.Parse(upload.FileId, null), now, cancellationToken);
        }

        foreach (var tenant in database.Vaults.ListFiles())
        {
            var isDeleted = await database.ReadAsync(
                DatabaseScope.Installation,
                session => session.FirstOrDefaultAsync<long>("SELECT count(*) FROM tenants WHERE tenant_id = @tenant AND state = 'deleted'", new { tenant = tenant.Value }),
                cancellationToken);
            if (isDeleted > 0)
            {
                await database.Vaults.DeleteAsync(tenant);
            }
        }
    }

    private async Task SettleAsync(TenantId tenant, FileId file, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = new { tenant = tenant.Value, file = file.Value };
        var isWhole = await database.Vaults.ReadAsync(
            tenant,
            session => session.FirstOrDefaultAsync<long>("SELECT is_whole FROM files WHERE tenant_id = @tenant AND file_id = @file", key),
            cancellationToken);
        if (isWhole == 1)
        {
            await database.WriteAsync(
                tenant,
                session => session.ExecuteAsync("UPDATE document_keys SET upload_deadline = NULL WHERE tenant_id = @tenant AND file_id = @file", key), cancellationToken);
        }
        else
        {
            await DestroyAsync(tenant, file, unlessAfter: now, now, cancellationToken);
        }
    }

    private async Task<FileDeletion?> DestroyAsync(TenantId tenant, FileId file, DateTimeOffset? unlessAfter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var deletion = await database.WriteAsync(
            tenant,
            async session =>
            {
                var destroyed = await session.FirstOrDefaultAsync<DestroyedRow>(
                    $"""
                    DELETE FROM document_keys WHERE tenant_id = @tenant AND file_id = @file {(unlessAfter is null ? "" : "AND upload_deadline <= @unlessAfter")}
                    RETURNING wrapped, upload_deadline
                    """,
                    new { tenant = tenant.Value, file = file.Value, unlessAfter = unlessAfter?.ToUnixTimeMilliseconds() });
                if (destroyed is null)
                {
                    return null;
                }

                // What lies unsealed goes with the key, not only with the rows later.
                await RotatedRows.RemoveAsync(database, session, tenant, file);

                var noted = new FileDeletion(tenant, file, destroyed.UploadDeadline is null, SHA256.HashData(destroyed.Wrapped));
                await session.ExecuteAsync(
                    "INSERT INTO document_deletions (tenant_id, file_id, was_whole, key_hash, noted) VALUES (@tenant, @file, @wasWhole, @KeyHash, @now)",
                    new { tenant = tenant.Value, file = file.Value, wasWhole = noted.WasWhole ? 1L : 0L, noted.KeyHash, now = now.ToUnixTimeMilliseconds() });
                return noted;
            },
            cancellationToken);
        if (deletion is { WasWhole: true } && database.Engine == DatabaseEngine.Sqlite)
        {
            // Not for a torn upload, of which whoever may upload makes as many as they like. The write-ahead log still holds pages from before; emptied, the wrapped key is gone from disk.
            await database.ReadAsync(tenant, session => session.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)"), CancellationToken.None);
        }

        return deletion;
    }

    private sealed record KeyRow(string FileId, byte[] Wrapped);

    private sealed record UploadRow(string TenantId, string FileId);

    private sealed record DestroyedRow(byte[] Wrapped, long? UploadDeadline);

    private sealed record FileRow(string FileId, string Purpose, long Bytes, long Created, byte[] SealedName)
    {
        public const string Columns = "f.file_id, f.purpose, f.bytes, f.created, f.sealed_name";

        public SealedFile ToFile() => new(Sallyport.Retrieval.FileId.Parse(FileId, null), Purpose, Bytes, DateTimeOffset.FromUnixTimeMilliseconds(Created), SealedName);
    }

    private sealed record DeletionRow(string TenantId, string FileId, long WasWhole, byte[] KeyHash)
    {
        public FileDeletion ToDeletion() => new(Sallyport.Tenancy.TenantId.Parse(TenantId, null), Sallyport.Retrieval.FileId.Parse(FileId, null), WasWhole == 1, KeyHash);
    }
}
