using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Sallyport.Storage.Backups;

/// <summary>
/// Copies a running installation's embedded database and its tenants' vault files into a folder of its own. The wrapped keys of tenants, documents and months of records are taken
/// out of the copy and lie in files beside it, so that they can be kept for a shorter time: erasing one of them is final once every copy of that file has
/// expired. The master key is in none of them.
/// </summary>
public static class Backup
{
    private const string TakeOutKeys = """
        PRAGMA journal_mode = DELETE;
        PRAGMA secure_delete = ON;
        DELETE FROM tenant_keys;
        DELETE FROM document_keys;
        DELETE FROM record_keys;
        VACUUM;
        """;

    /// <summary>Writes a consistent copy. Others go on reading and writing meanwhile.</summary>
    /// <param name="database">The embedded database.</param>
    /// <param name="folder">A folder that does not exist yet; it appears, whole, at the end.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up; then the folder does not appear.</param>
    /// <exception cref="DatabaseException">The folder exists or cannot be written, or the database is PostgreSQL.</exception>
    public static async Task WriteAsync(Database database, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (database.File is null)
        {
            throw new DatabaseException(
                "PostgreSQL is backed up by its own means: pg_dump (with the tables tenant_keys, document_keys and record_keys in a dump of its own). After restoring one, run 'sallyport restore --mark-restored' before the server starts.");
        }

        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.Exists(target))
        {
            throw new DatabaseException($"The backup's folder '{target}' exists already. Name one that does not.");
        }

        var draft = $"{target}.{Guid.NewGuid():N}.partial";
        try
        {
            DataFolder.Create(draft);
            await CopyAsync(database, draft, time, cancellationToken);
            Directory.Move(draft, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new DatabaseException($"The backup could not be written to '{target}': {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    private static async Task CopyAsync(Database database, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, Database.FileName);
        DataFolder.CreateFile(file);
        var created = time.GetUtcNow().ToUnixTimeMilliseconds();
        Dictionary<string, byte[]> keys;
        Dictionary<string, Dictionary<string, byte[]>> documentKeys, recordKeys;
        await using (var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString()))
        {
            await copy.OpenAsync(cancellationToken);
            await using (var source = (SqliteConnection)await database.Source.OpenConnectionAsync(cancellationToken))
            {
                source.BackupDatabase(copy);
            }

            cancellationToken.ThrowIfCancellationRequested();
            var rows = await copy.QueryAsync<(string Tenant, byte[] Wrapped)>("SELECT tenant_id, wrapped FROM tenant_keys");
            keys = rows.ToDictionary(row => row.Tenant, row => row.Wrapped, StringComparer.Ordinal);
            documentKeys = await ReadKeysAsync(copy, "SELECT tenant_id, file_id, wrapped FROM document_keys WHERE upload_deadline IS NULL");
            recordKeys = await ReadKeysAsync(copy, "SELECT tenant_id, CAST(month AS text), wrapped FROM record_keys");
            await copy.ExecuteAsync(TakeOutKeys);
        }

        var vaults = await VaultCopies.WriteAsync(database, folder, keys.Keys, cancellationToken);
        await CheckKeysAsync(database, keys, cancellationToken);
        await WriteJsonAsync(Path.Combine(folder, BackupManifest.KeysFileName), keys, BackupJson.Default.DictionaryStringByteArray, cancellationToken);
        await WriteJsonAsync(Path.Combine(folder, BackupManifest.DocumentKeysFileName), documentKeys, BackupJson.Default.DictionaryStringDictionaryStringByteArray, cancellationToken);
        await WriteJsonAsync(Path.Combine(folder, BackupManifest.RecordKeysFileName), recordKeys, BackupJson.Default.DictionaryStringDictionaryStringByteArray, cancellationToken);
        var manifest = new BackupManifest(
            BackupManifest.CurrentFormat,
            created,
            await BackupFiles.HashAsync(file, cancellationToken),
            await BackupFiles.HashAsync(Path.Combine(folder, BackupManifest.KeysFileName), cancellationToken))
        {
            DocumentKeysSha256 = await BackupFiles.HashAsync(Path.Combine(folder, BackupManifest.DocumentKeysFileName), cancellationToken),
            RecordKeysSha256 = await BackupFiles.HashAsync(Path.Combine(folder, BackupManifest.RecordKeysFileName), cancellationToken),
            Vaults = vaults,
        };
        await WriteJsonAsync(Path.Combine(folder, BackupManifest.FileName), manifest, BackupJson.Default.BackupManifest, cancellationToken);
    }

    private static async Task<Dictionary<string, Dictionary<string, byte[]>>> ReadKeysAsync(SqliteConnection copy, string sql) =>
        (await copy.QueryAsync<(string Tenant, string Of, byte[] Wrapped)>(sql)).GroupBy(row => row.Tenant, StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => group.ToDictionary(row => row.Of, row => row.Wrapped, StringComparer.Ordinal), StringComparer.Ordinal);

    // Vaults that were copied after a tenant's data key was changed may be sealed under one that the copied keys lack.
    private static async Task CheckKeysAsync(Database database, Dictionary<string, byte[]> keys, CancellationToken cancellationToken)
    {
        var present = await database.ReadAsync(
            DatabaseScope.Installation, session => session.QueryAsync<KeyRow>("SELECT tenant_id, wrapped FROM tenant_keys"), cancellationToken);
        if (present.Any(row => keys.TryGetValue(row.TenantId, out var copied) && !copied.AsSpan().SequenceEqual(row.Wrapped)))
        {
            throw new DatabaseException("A key was rotated while the backup was made. Make it again.");
        }
    }

    private sealed record KeyRow(string TenantId, byte[] Wrapped);

    private static async Task WriteJsonAsync<T>(string file, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        DataFolder.CreateFile(file);
        await using var stream = new FileStream(file, FileMode.Truncate, FileAccess.Write);
        await JsonSerializer.SerializeAsync(stream, value, type, cancellationToken);
        stream.Flush(flushToDisk: true);
    }
}
