namespace Sallyport.Tenancy;

/// <summary>A customer whose data must never meet another's. Immutable.</summary>
/// <param name="Id">Its identifier, for good.</param>
/// <param name="Name">Its name; of a deleted tenant, the default value.</param>
/// <param name="State">Whether it may use the gateway.</param>
/// <param name="Settings">What an administrator has set.</param>
/// <param name="Created">When it was created, to the millisecond.</param>
public sealed record Tenant(TenantId Id, TenantName Name, TenantState State, TenantSettings Settings, DateTimeOffset Created);
