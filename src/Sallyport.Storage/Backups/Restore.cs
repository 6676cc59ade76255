using Dapper;
using Microsoft.Data.Sqlite;
using Sallyport.Storage.Retrieval;
using Sallyport.Storage.Tenancy;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Backups;

/// <summary>Brings a backup back, and marks the database as restored, so that the next start opens a new ledger epoch.</summary>
public static class Restore
{
    /// <summary>Restores into a data folder that holds no database. The master key's file must be put in place by the operator.</summary>
    /// <param name="backup">The folder that <see cref="Backup.WriteAsync"/> wrote.</param>
    /// <param name="dataFolder">The data folder; created if it is missing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up; then there is no database.</param>
    /// <exception cref="DatabaseException">There is a database already, or the backup is incomplete, damaged or of a newer version.</exception>
    public static async Task RunAsync(string backup, string dataFolder, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(backup);
        var target = Path.Combine(Path.GetFullPath(dataFolder), Database.FileName);
        if (File.Exists(target))
        {
            throw new DatabaseException($"There is a database already: '{target}'. A restore never writes over one; move it away first.");
        }

        var vaults = Path.Combine(Path.GetDirectoryName(target)!, VaultFiles.FolderName);
        if (Directory.Exists(vaults) && Directory.EnumerateFileSystemEntries(vaults).Any())
        {
            throw new DatabaseException($"There are vaults already: '{vaults}'. A restore never writes over any; move them away first.");
        }

        var content = await BackupFiles.ReadAsync(folder, cancellationToken);
        var draft = $"{target}.{Guid.NewGuid():N}.partial";
        var vaultsDraft = draft + ".vaults";
        try
        {
            DataFolder.CreateFile(draft);
            File.Copy(Path.Combine(folder, Database.FileName), draft, overwrite: true);
            await CompleteAsync(draft, folder, content, vaultsDraft, time, cancellationToken);
            if (Directory.Exists(vaultsDraft))
            {
                if (Directory.Exists(vaults))
                {
                    Directory.Delete(vaults);
                }

                // The vaults first: a database without them would look whole.
                Directory.Move(vaultsDraft, vaults);
            }

            File.Move(draft, target, overwrite: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new DatabaseException($"The backup in '{folder}' could not be restored: {e.Message}", e);
        }
        finally
        {
            File.Delete(draft);
            if (Directory.Exists(vaultsDraft))
            {
                Directory.Delete(vaultsDraft, recursive: true);
            }
        }
    }

    /// <summary>Marks a database that was brought back by other means, such as <c>pg_restore</c>.</summary>
    /// <param name="database">The database, before a server starts on it.</param>
    /// <param name="from">What it was restored from, for the ledger.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task MarkRestoredAsync(Database database, string from, TimeProvider time, CancellationToken cancellationToken)
    {
        if (database.Engine == DatabaseEngine.Postgres)
        {
            foreach (var tenant in await TenantListing.ReadAsync(database, cancellationToken))
            {
                await CompleteKeysAsync(database, tenant, cancellationToken);
            }
        }

        await database.WriteAsync(
            DatabaseScope.Installation,
            session => session.ExecuteAsync(
                "UPDATE instance SET restored_at = @at, restored_from = @from WHERE id = 1",
                new { at = time.GetUtcNow().ToUnixTimeMilliseconds(), from }),
            cancellationToken);
    }

    // Keys and documents come from two dumps: what was uploaded or deleted between them is one-sided.
    private static Task<int> CompleteKeysAsync(Database database, TenantId tenant, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async session => await session.ExecuteAsync(
                """
                DELETE FROM document_keys WHERE tenant_id = @tenant
                AND NOT EXISTS (SELECT 1 FROM files f WHERE f.tenant_id = document_keys.tenant_id AND f.file_id = document_keys.file_id)
                """,
                new { tenant = tenant.Value })
                + await session.ExecuteAsync(
                    """
                    INSERT INTO document_deletions (tenant_id, file_id, was_whole, key_hash, noted)
                    SELECT f.tenant_id, f.file_id, 0, '', 0 FROM files f
                    WHERE f.tenant_id = @tenant AND NOT EXISTS (SELECT 1 FROM document_keys k WHERE k.tenant_id = f.tenant_id AND k.file_id = f.file_id)
                    ON CONFLICT DO NOTHING
                    """,
                    new { tenant = tenant.Value }),
            cancellationToken);

    private static async Task CompleteAsync(string file, string from, BackupContent content, string vaultsDraft, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
        var sound = await connection.ExecuteScalarAsync<string>("PRAGMA integrity_check");
        if (sound != "ok")
        {
            throw new DatabaseException($"The backup's database is damaged: {sound}");
        }

        var version = await connection.ExecuteScalarAsync<long>("SELECT max(version) FROM schema_version");
        if (version > Migration.All[^1].Version)
        {
            throw new DatabaseException($"The backup has schema version {version}; it needs the newer Sallyport that wrote it.");
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (tenant, wrapped) in content.TenantKeys)
        {
            await connection.ExecuteAsync("INSERT INTO tenant_keys (tenant_id, wrapped) VALUES (@tenant, @wrapped)", new { tenant, wrapped }, transaction);
        }

        foreach (var (tenant, documents) in content.DocumentKeys)
        {
            foreach (var (document, wrapped) in documents)
            {
                await connection.ExecuteAsync("INSERT INTO document_keys (tenant_id, file_id, wrapped) VALUES (@tenant, @document, @wrapped)", new { tenant, document, wrapped }, transaction);
            }
        }

        foreach (var (tenant, months) in content.RecordKeys)
        {
            foreach (var (month, wrapped) in months)
            {
                await connection.ExecuteAsync(
                    "INSERT INTO record_keys (tenant_id, month, wrapped) VALUES (@tenant, CAST(@month AS bigint), @wrapped)", new { tenant, month, wrapped }, transaction);
            }
        }

        await VaultCopies.RestoreAsync(from, content.Vaults, vaultsDraft, connection, transaction, now);

        await connection.ExecuteAsync(
            "UPDATE instance SET restored_at = @at, restored_from = @from WHERE id = 1",
            new { at = now, from },
            transaction);
        await transaction.CommitAsync(cancellationToken);
    }
}
