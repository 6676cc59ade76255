using Sallyport.Tenancy;

namespace Sallyport.Gateway.Auth;

/// <summary>An authenticated caller with the limits that hold for it, as they stood when the request came.</summary>
/// <param name="Principal">The key.</param>
/// <param name="Tenant">Its tenant.</param>
/// <param name="KeyLimits">The key's own limits.</param>
internal sealed record Caller(Principal Principal, Tenant Tenant, CallLimits KeyLimits)
{
    /// <summary>The limits over all of the tenant's keys.</summary>
    public CallLimits TenantLimits => Tenant.Settings.Limits;
}
