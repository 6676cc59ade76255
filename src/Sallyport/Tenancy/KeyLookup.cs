namespace Sallyport.Tenancy;

/// <summary>What the directory says of a presented key.</summary>
/// <param name="Entry">The key; null unless the secret was right.</param>
/// <param name="Refusal">Why it may not be used; <see cref="KeyRefusal.None"/> where it may.</param>
public readonly record struct KeyLookup(KeyEntry? Entry, KeyRefusal Refusal);
