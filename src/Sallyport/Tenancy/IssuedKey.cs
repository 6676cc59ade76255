namespace Sallyport.Tenancy;

/// <summary>A new key with its secret, which is shown once and kept nowhere.</summary>
public sealed class IssuedKey
{
    internal IssuedKey(ApiKey key, string secret)
    {
        Key = key;
        Secret = secret;
    }

    /// <summary>All but the secret.</summary>
    public ApiKey Key { get; }

    /// <summary>Until when the key that it takes over from still works, by rotation; null where it replaces none.</summary>
    public DateTimeOffset? ReplacedUntil { get; internal init; }

    /// <summary>The whole text that a client presents. Never log it.</summary>
    public string Secret { get; }

    /// <summary>The key's id; never the secret.</summary>
    public override string ToString() => Key.Id.Value;
}
