namespace Sallyport.Gateway.Dialects;

/// <summary>Something in a request that happens at the provider, where nobody can look first: a tool it executes, or state it holds.</summary>
/// <param name="Name">The tool's type or the field's name, as the dialect spells it; at most 64 characters.</param>
/// <param name="Pointer">The JSON pointer.</param>
internal sealed record ProviderUse(string Name, string Pointer);
