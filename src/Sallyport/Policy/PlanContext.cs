using Sallyport.Tenancy;

namespace Sallyport.Policy;

/// <summary>What a guard's <c>when</c> may ask of an exchange. Nothing here can be set by a header of the caller's.</summary>
/// <param name="Model">The model that the request names.</param>
/// <param name="Agent">The agent label of the key; null where it has none.</param>
/// <param name="Key">The key; null in embedded use.</param>
public readonly record struct PlanContext(string Model, string? Agent = null, KeyId? Key = null);
