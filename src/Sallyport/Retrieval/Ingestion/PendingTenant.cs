using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>A tenant that may have something to be ingested.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Touched">When something was last attached, or about to be.</param>
public sealed record PendingTenant(TenantId Tenant, DateTimeOffset Touched);
