using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>A signed checkpoint on its way out.</summary>
/// <param name="Tenant">Whose ledger.</param>
/// <param name="Checkpoint">The checkpoint.</param>
public sealed record PublishedCheckpoint(TenantId Tenant, StoredCheckpoint Checkpoint);
