namespace Sallyport.Storage.Backups;

/// <summary>What a backup's folder holds: <c>backup.json</c>.</summary>
/// <param name="Format">1.</param>
/// <param name="Created">When the copy was made, Unix milliseconds.</param>
/// <param name="DatabaseSha256">SHA-256 of <c>sallyport.db</c>, lower-case hex.</param>
/// <param name="KeysSha256">SHA-256 of <c>tenant-keys.json</c>, lower-case hex.</param>
internal sealed record BackupManifest(long Format, long Created, string DatabaseSha256, string KeysSha256)
{
    public const string FileName = "backup.json";
    public const string KeysFileName = "tenant-keys.json";
    public const long CurrentFormat = 1;
}
