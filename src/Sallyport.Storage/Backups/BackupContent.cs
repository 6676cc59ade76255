namespace Sallyport.Storage.Backups;

/// <summary>What a backup holds beside its database.</summary>
/// <param name="TenantKeys">Tenants' wrapped keys.</param>
/// <param name="DocumentKeys">Documents' wrapped keys, by tenant and file.</param>
/// <param name="RecordKeys">Wrapped keys of months of records, by tenant and month; none where their file has expired.</param>
/// <param name="Vaults">The names of the vault files.</param>
internal sealed record BackupContent(
    Dictionary<string, byte[]> TenantKeys, Dictionary<string, Dictionary<string, byte[]>> DocumentKeys, Dictionary<string, Dictionary<string, byte[]>> RecordKeys, IReadOnlyList<string> Vaults);
