using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>
/// The text form of an API key: <c>sp_</c>, the 16 characters of its id, <c>_</c>, 43 random base62 characters (256 bits) and
/// a checksum of 6, by which a secret scanner can tell a key from a look-alike without asking anyone.
/// </summary>
public static class KeyText
{
    /// <summary>Its length in characters, all of them ASCII.</summary>
    public const int Length = IdStart + IdLength + 1 + SecretLength + ChecksumLength;

    /// <summary>Length of <see cref="Hash"/>'s result in bytes.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    internal const int IdLength = 16;

    private const string Prefix = "sp_";
    private const string IdPrefix = "ak_";
    private const int IdStart = 3;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A new secret for a key.</summary>
    public static string New(KeyId id)
    {
        var body = $"{Prefix}{id.Value.AsSpan(IdPrefix.Length)}_{RandomNumberGenerator.GetString(Base62, SecretLength)}";
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(body, checksum);
        return string.Concat(body, checksum);
    }

    /// <summary>Whether a text has the form of a key and its checksum fits.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        if (!TryReadId(text, out _))
        {
            return false;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(text[..^ChecksumLength], checksum);
        return text[^ChecksumLength..].SequenceEqual(checksum);
    }

    /// <summary>The stored hash of a presented text: SHA-256 of its UTF-8 form.</summary>
    /// <param name="text">The text; only its first <see cref="Length"/> characters and its length count.</param>
    /// <param name="destination">32 bytes.</param>
    internal static void Hash(ReadOnlySpan<char> text, Span<byte> destination)
    {
        // A text of another length can't be a key; what is hashed then only keeps the cost the same.
        Span<byte> bytes = stackalloc byte[Length];
        bytes.Clear();
        if (text.Length == Length && Encoding.UTF8.GetByteCount(text) == Length)
        {
            Encoding.UTF8.GetBytes(text, bytes);
        }

        SHA256.HashData(bytes, destination);
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>The 16 characters of the id in a text that has a key's shape.</summary>
    internal static bool TryReadId(ReadOnlySpan<char> text, out ReadOnlySpan<char> id)
    {
        var shaped = text.Length == Length && text.StartsWith(Prefix) && text[IdStart + IdLength] == '_';
        id = shaped ? text.Slice(IdStart, IdLength) : default;
        return shaped;
    }

    /// <summary>The part of a key's id that stands in its text form.</summary>
    internal static string IdPart(KeyId id) => id.Value[IdPrefix.Length..];

    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> destination)
    {
        Span<byte> bytes = stackalloc byte[Length * 3];
        Span<byte> hash = stackalloc byte[HashLength];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(body, bytes)], hash);
        var rest = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash);
        for (var i = destination.Length - 1; i >= 0; i--)
        {
            destination[i] = Base62[(int)(rest % 62)];
            rest /= 62;
        }
    }
}
