namespace Sallyport.Tenancy;

/// <summary>A month of a tenant's records whose key was destroyed.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Month">The month.</param>
/// <param name="KeyHash">SHA-256 of the wrapped key; null where there was none, since nothing was sealed under it.</param>
public sealed record ShreddedMonth(TenantId Tenant, RecordMonth Month, byte[]? KeyHash);
