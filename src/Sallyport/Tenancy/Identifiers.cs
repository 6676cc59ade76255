using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Sallyport.Tenancy;

/// <summary>The form that all identifiers share: a prefix that says what it names and 16 characters of Crockford's base32.</summary>
internal static class Identifiers
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 16;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    public static string New(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, Length);

    public static bool IsValid([NotNullWhen(true)] string? text, string prefix) =>
        text is not null
        && text.Length == prefix.Length + Length
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && !text.AsSpan(prefix.Length).ContainsAnyExcept(Characters);
}
