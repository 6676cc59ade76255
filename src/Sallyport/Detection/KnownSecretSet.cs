namespace Sallyport.Detection;

/// <summary>Strings of one tenant that must not leave in any listed form, compiled once. Immutable; safe for concurrent use.</summary>
public sealed class KnownSecretSet
{
}
