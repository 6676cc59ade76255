using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>A file whose key is destroyed and whose rows may still be there.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="File">The file.</param>
/// <param name="WasWhole">Whether it had been uploaded to its end, so that its deletion is stated in the ledger.</param>
/// <param name="KeyHash">SHA-256 of the wrapped key that was destroyed: whoever holds a copy of it can tell which one this was.</param>
public sealed record FileDeletion(TenantId Tenant, FileId File, bool WasWhole, byte[] KeyHash);
