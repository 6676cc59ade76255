using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Tenancy;

/// <summary>What people call a tenant: 1 to 40 of <c>a-z</c>, <c>0-9</c> and <c>-</c>. Unique in an installation, free again once the tenant is deleted.</summary>
public readonly record struct TenantName : IParsable<TenantName>
{
    private const int MaxLength = 40;

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private TenantName(string value) => Value = value;

    /// <summary>The name's text.</summary>
    public string Value => field ?? throw new InvalidOperationException("A default TenantName names no tenant.");

    /// <inheritdoc/>
    public static TenantName Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var name) ? name : throw new FormatException("A tenant's name is 1 to 40 of a-z, 0-9 and '-'.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TenantName result)
    {
        var valid = s is { Length: > 0 and <= MaxLength } && !s.AsSpan().ContainsAnyExcept(Characters);
        result = valid ? new TenantName(s!) : default;
        return valid;
    }

    /// <summary>The name's text.</summary>
    public override string ToString() => Value;
}
