namespace Sallyport.Tenancy;

/// <summary>A key as a store keeps it.</summary>
/// <param name="Key">All but the secret.</param>
/// <param name="SecretHash">SHA-256 of the text form, 32 bytes. The secret's 256 random bits need no slow hash.</param>
public sealed record StoredKey(ApiKey Key, byte[] SecretHash);
