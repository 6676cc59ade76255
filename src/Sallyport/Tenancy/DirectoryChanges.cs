namespace Sallyport.Tenancy;

/// <summary>What has changed since a revision.</summary>
/// <param name="Revision">The revision up to which the changes are complete; later ones may be in them too.</param>
/// <param name="Tenants">Each changed tenant, whole.</param>
/// <param name="Damaged">Changed tenants whose rows cannot be understood, with what is wrong.</param>
public sealed record DirectoryChanges(long Revision, IReadOnlyList<TenantRecord> Tenants, IReadOnlyDictionary<TenantId, Exception> Damaged);
