namespace Sallyport.Tenancy;

/// <summary>Something that administration has done to a tenant.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Kind">One of <see cref="AdministrationKinds"/>.</param>
/// <param name="Facts">Names, numbers and settings in text form; never a secret, a credential or a policy's text.</param>
public sealed record AdministrationAct(TenantId Tenant, string Kind, params IReadOnlyList<KeyValuePair<string, string?>> Facts);
