namespace Sallyport.Tenancy;

/// <summary>The policy in force for a tenant. The same instance as long as the version is the same, so that what is compiled from it can be kept beside it.</summary>
/// <param name="Version">Its number in the tenant.</param>
/// <param name="Text">The YAML text.</param>
public sealed record ActivePolicy(long Version, string Text);
