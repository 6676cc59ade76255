namespace Sallyport.Storage.Backups;

/// <summary>What a backup's folder holds: <c>backup.json</c>.</summary>
/// <param name="Format">3; 2 before months of records had keys, 1 before there were vaults.</param>
/// <param name="Created">When the copy was made, Unix milliseconds.</param>
/// <param name="DatabaseSha256">SHA-256 of <c>sallyport.db</c>, lower-case hex.</param>
/// <param name="KeysSha256">SHA-256 of <c>tenant-keys.json</c>, lower-case hex.</param>
internal sealed record BackupManifest(long Format, long Created, string DatabaseSha256, string KeysSha256)
{
    public const string FileName = "backup.json";
    public const string KeysFileName = "tenant-keys.json";
    public const string DocumentKeysFileName = "document-keys.json";
    public const string RecordKeysFileName = "record-keys.json";
    public const long CurrentFormat = 3;

    /// <summary>SHA-256 of <c>document-keys.json</c>; null in format 1.</summary>
    public string? DocumentKeysSha256 { get; init; }

    /// <summary>SHA-256 of <c>record-keys.json</c>; null before format 3.</summary>
    public string? RecordKeysSha256 { get; init; }

    /// <summary>SHA-256 of each vault file, by its name in the folder <c>vaults</c>; null in format 1.</summary>
    public Dictionary<string, string>? Vaults { get; init; }
}
