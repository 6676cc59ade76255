using Sallyport.Tenancy;

namespace Sallyport.Isolation.Checking;

/// <summary>Two tenants that were not kept apart.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Other">Who got it.</param>
/// <param name="What">What happened, without content.</param>
public sealed record ProbeBreach(TenantId Owner, TenantId Other, string What);
