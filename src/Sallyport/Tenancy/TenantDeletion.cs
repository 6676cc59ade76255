namespace Sallyport.Tenancy;

/// <summary>A tenant that was deleted and whose ledger may not tell of it yet.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="KeyHash">SHA-256 of the wrapped key that was destroyed: whoever holds a copy of it can tell which one this was. Null where the key was lost before.</param>
public sealed record TenantDeletion(TenantId Tenant, byte[]? KeyHash);
