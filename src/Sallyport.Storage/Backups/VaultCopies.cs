using Dapper;
using Microsoft.Data.Sqlite;
using Sallyport.Storage.Retrieval;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Backups;

/// <summary>
/// Tenants' vault files in a backup. Each is consistent in itself, and is copied after the main database: what was uploaded or deleted in between is one-sided, and is put right
/// when it is restored.
/// </summary>
internal static class VaultCopies
{
    /// <summary>A vault file's name in a backup or a data folder.</summary>
    /// <exception cref="DatabaseException">It is no vault file's name.</exception>
    public static string NameIn(string name) =>
        name.EndsWith(VaultFiles.Extension, StringComparison.Ordinal) && TenantId.TryParse(name[..^VaultFiles.Extension.Length], null, out _)
            ? Path.Combine(VaultFiles.FolderName, name)
            : throw new DatabaseException($"The backup names a file that is no vault: '{name}'.");

    /// <summary>Copies the vault files of these tenants.</summary>
    /// <returns>Their hashes by name.</returns>
    public static async Task<Dictionary<string, string>> WriteAsync(Database database, string folder, IReadOnlyCollection<string> tenants, CancellationToken cancellationToken)
    {
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tenant in database.Vaults.ListFiles().Where(tenant => tenants.Contains(tenant.Value)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = tenant.Value + VaultFiles.Extension;
            var file = Path.Combine(folder, NameIn(name));
            try
            {
                await database.Vaults.UseAsync(tenant, vault => CopyAsync(vault, file, cancellationToken), cancellationToken);
            }
            catch (TenancyException)
            {
                // The tenant was deleted meanwhile.
                continue;
            }

            hashes.Add(name, await BackupFiles.HashAsync(file, cancellationToken));
        }

        return hashes;
    }

    /// <summary>Brings the vault files back, and puts right what is one-sided.</summary>
    /// <param name="backup">The backup's folder.</param>
    /// <param name="names">The vault files.</param>
    /// <param name="draft">A folder that takes the place of the data folder's.</param>
    /// <param name="main">The database that is being restored, with its keys.</param>
    /// <param name="transaction">Its transaction.</param>
    /// <param name="now">The time, Unix milliseconds.</param>
    public static async Task RestoreAsync(string backup, IReadOnlyList<string> names, string draft, SqliteConnection main, System.Data.Common.DbTransaction transaction, long now)
    {
        foreach (var name in names)
        {
            var file = Path.Combine(draft, name);
            DataFolder.CreateFile(file);
            File.Copy(Path.Combine(backup, NameIn(name)), file, overwrite: true);
            var tenant = name[..^VaultFiles.Extension.Length];
            HashSet<string> files;
            await using (var vault = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString()))
            {
                await vault.OpenAsync();
                var sound = await vault.ExecuteScalarAsync<string>("PRAGMA integrity_check");
                if (sound != "ok")
                {
                    throw new DatabaseException($"The backup's vault '{name}' is damaged: {sound}");
                }

                files = (await vault.QueryAsync<string>("SELECT file_id FROM files WHERE tenant_id = @tenant", new { tenant })).ToHashSet(StringComparer.Ordinal);
            }

            var keyed = (await main.QueryAsync<string>("SELECT file_id FROM document_keys WHERE tenant_id = @tenant", new { tenant }, transaction)).ToHashSet(StringComparer.Ordinal);
            foreach (var gone in keyed.Except(files, StringComparer.Ordinal))
            {
                await main.ExecuteAsync("DELETE FROM document_keys WHERE tenant_id = @tenant AND file_id = @gone", new { tenant, gone }, transaction);
            }

            // Uploaded after the keys were copied, or not yet whole: nothing can open it.
            foreach (var keyless in files.Except(keyed, StringComparer.Ordinal))
            {
                await main.ExecuteAsync(
                    """
                    INSERT INTO document_deletions (tenant_id, file_id, was_whole, key_hash, noted)
                    SELECT tenant_id, @keyless, 0, @none, 0 FROM tenant_keys WHERE tenant_id = @tenant ON CONFLICT DO NOTHING
                    """,
                    new { tenant, keyless, none = Array.Empty<byte>() },
                    transaction);
            }

            // Wherever it stood in its work, workers look at it.
            await main.ExecuteAsync("UPDATE retrieval_tenants SET touched = @now WHERE tenant_id = @tenant", new { now, tenant }, transaction);
        }
    }

    private static async Task<bool> CopyAsync(Database vault, string file, CancellationToken cancellationToken)
    {
        DataFolder.CreateFile(file);
        await using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await copy.OpenAsync(cancellationToken);
        await using (var source = (SqliteConnection)await vault.Source.OpenConnectionAsync(cancellationToken))
        {
            source.BackupDatabase(copy);
        }

        await copy.ExecuteAsync("PRAGMA journal_mode = DELETE");
        return true;
    }
}
