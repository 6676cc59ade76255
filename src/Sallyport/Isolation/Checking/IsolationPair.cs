using Sallyport.Tenancy;

namespace Sallyport.Isolation.Checking;

/// <summary>Two tenants, of whom the second must get nothing of the first.</summary>
/// <param name="Owner">Whose things are looked for.</param>
/// <param name="Other">Who asks for them.</param>
public readonly record struct IsolationPair(TenantVault Owner, TenantVault Other);
