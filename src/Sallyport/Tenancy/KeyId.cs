using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Tenancy;

/// <summary>Names an API key (not the key itself): <c>ak_</c> and 16 characters of Crockford's base32 (80 random bits), lower case.</summary>
public readonly record struct KeyId : IParsable<KeyId>
{
    private const string Prefix = "ak_";

    private KeyId(string value) => Value = value;

    /// <summary>The whole identifier, prefix included.</summary>
    public string Value => field ?? throw new InvalidOperationException("A default KeyId names no API key.");

    /// <summary>A new identifier from the system's random generator.</summary>
    public static KeyId New() => new(Identifiers.New(Prefix));

    /// <inheritdoc/>
    public static KeyId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not an API key id: {Prefix} and 16 of 0-9 and a-z without i, l, o and u.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out KeyId result)
    {
        result = Identifiers.IsValid(s, Prefix) ? new KeyId(s) : default;
        return result != default;
    }

    /// <summary>The whole identifier.</summary>
    public override string ToString() => Value;
}
