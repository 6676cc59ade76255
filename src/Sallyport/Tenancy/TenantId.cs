using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Tenancy;

/// <summary>Names a tenant for good: <c>tn_</c> and 16 characters of Crockford's base32 (80 random bits), lower case.</summary>
public readonly record struct TenantId : IParsable<TenantId>
{
    private const string Prefix = "tn_";

    private TenantId(string value) => Value = value;

    /// <summary>The whole identifier, prefix included.</summary>
    public string Value => field ?? throw new InvalidOperationException("A default TenantId names no tenant.");

    /// <summary>A new identifier from the system's random generator.</summary>
    public static TenantId New() => new(Identifiers.New(Prefix));

    /// <summary>The identifier whose <see cref="WriteBytes"/> wrote these 10 bytes.</summary>
    internal static TenantId FromBytes(ReadOnlySpan<byte> bytes) => new(Prefix + Identifiers.Write(bytes));

    /// <inheritdoc/>
    public static TenantId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a tenant id: {Prefix} and 16 of 0-9 and a-z without i, l, o and u.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TenantId result)
    {
        result = Identifiers.IsValid(s, Prefix) ? new TenantId(s) : default;
        return result != default;
    }

    /// <summary>Writes the 80 bits that the identifier stands for.</summary>
    internal void WriteBytes(Span<byte> to) => Identifiers.Read(Value.AsSpan(Prefix.Length), to);

    /// <summary>The whole identifier.</summary>
    public override string ToString() => Value;
}
