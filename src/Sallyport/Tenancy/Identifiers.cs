using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Sallyport.Tenancy;

/// <summary>The form that all identifiers share: a prefix that says what it names and 16 characters of Crockford's base32.</summary>
internal static class Identifiers
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 16;

    // Together 35 bits of 64 ms each: they begin again after 69 years.
    private const int TimeLength = 7;
    private const int MillisecondsShift = 6;
    private const int BitsPerCharacter = 5;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    public static string New(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>An identifier that sorts behind those of earlier times, as far apart as 64 ms.</summary>
    public static string NewOrdered(string prefix, long unixMilliseconds)
    {
        Span<char> text = stackalloc char[Length];
        var rest = unixMilliseconds >> MillisecondsShift;
        for (var i = TimeLength - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(rest & (Alphabet.Length - 1))];
            rest >>= BitsPerCharacter;
        }

        RandomNumberGenerator.GetItems(Alphabet, text[TimeLength..]);
        return string.Concat(prefix, text);
    }

    /// <summary>The characters of 10 bytes, without a prefix.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[Length];
        UInt128 rest = 0;
        foreach (var b in bytes[..(Length * BitsPerCharacter / 8)])
        {
            rest = (rest << 8) | b;
        }

        for (var i = Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(rest & (UInt128)(Alphabet.Length - 1))];
            rest >>= BitsPerCharacter;
        }

        return new(text);
    }

    /// <summary>The 10 bytes of an identifier's characters, without its prefix.</summary>
    public static void Read(ReadOnlySpan<char> text, Span<byte> to)
    {
        UInt128 bits = 0;
        foreach (var c in text)
        {
            bits = (bits << BitsPerCharacter) | (UInt128)Alphabet.IndexOf(c, StringComparison.Ordinal);
        }

        for (var i = (Length * BitsPerCharacter / 8) - 1; i >= 0; i--)
        {
            to[i] = (byte)bits;
            bits >>= 8;
        }
    }

    public static bool IsValid([NotNullWhen(true)] string? text, string prefix) =>
        text is not null
        && text.Length == prefix.Length + Length
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && !text.AsSpan(prefix.Length).ContainsAnyExcept(Characters);
}
