using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sallyport.Storage.Backups;

/// <summary>Reads a backup's files and holds them against their hashes.</summary>
internal static class BackupFiles
{
    private const long MaxJsonLength = 256 * 1024 * 1024;

    public static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    /// <exception cref="DatabaseException">A file is missing, damaged or of a newer format.</exception>
    public static async Task<BackupContent> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var manifest = await ReadJsonAsync(folder, BackupManifest.FileName, BackupJson.Default.BackupManifest, cancellationToken);
        if (manifest.Format is < 1 or > BackupManifest.CurrentFormat)
        {
            throw new DatabaseException($"The backup in '{folder}' has format {manifest.Format}, which this Sallyport does not know.");
        }

        await CheckAsync(folder, Database.FileName, manifest.DatabaseSha256, cancellationToken);
        await CheckAsync(folder, BackupManifest.KeysFileName, manifest.KeysSha256, cancellationToken);
        foreach (var (name, hash) in manifest.Vaults ?? [])
        {
            await CheckAsync(folder, VaultCopies.NameIn(name), hash, cancellationToken);
        }

        if (manifest.DocumentKeysSha256 is { } documentKeysHash)
        {
            await CheckAsync(folder, BackupManifest.DocumentKeysFileName, documentKeysHash, cancellationToken);
        }

        // The file lives shorter than the rest: without it those months stay erased, and all else is restored.
        var hasRecordKeys = manifest.RecordKeysSha256 is not null && File.Exists(Path.Combine(folder, BackupManifest.RecordKeysFileName));
        if (hasRecordKeys)
        {
            await CheckAsync(folder, BackupManifest.RecordKeysFileName, manifest.RecordKeysSha256!, cancellationToken);
        }

        return new BackupContent(
            await ReadJsonAsync(folder, BackupManifest.KeysFileName, BackupJson.Default.DictionaryStringByteArray, cancellationToken),
            manifest.DocumentKeysSha256 is null ? [] : await ReadJsonAsync(folder, BackupManifest.DocumentKeysFileName, BackupJson.Default.DictionaryStringDictionaryStringByteArray, cancellationToken),
            hasRecordKeys ? await ReadJsonAsync(folder, BackupManifest.RecordKeysFileName, BackupJson.Default.DictionaryStringDictionaryStringByteArray, cancellationToken) : [],
            [.. manifest.Vaults?.Keys ?? Enumerable.Empty<string>()]);
    }

    private static async Task CheckAsync(string folder, string name, string expected, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            throw new DatabaseException($"The backup's file '{file}' is missing.");
        }

        if (await HashAsync(file, cancellationToken) != expected)
        {
            throw new DatabaseException($"The backup's file '{file}' is not the one that was written: its hash differs.");
        }
    }

    private static async Task<T> ReadJsonAsync<T>(string folder, string name, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, name);
        try
        {
            await using var stream = File.OpenRead(file);
            if (stream.Length <= MaxJsonLength && await JsonSerializer.DeserializeAsync(stream, type, cancellationToken) is { } value)
            {
                return value;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new DatabaseException($"The backup's file '{file}' cannot be read: {e.Message}", e);
        }

        throw new DatabaseException($"The backup's file '{file}' cannot be read.");
    }
}
