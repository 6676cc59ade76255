using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sallyport.Tenancy;

/// <summary>
/// The layout of everything sealed, AES-256-GCM: <c>header | salt (16) | nonce (12) | tag (16) | ciphertext</c>. The header is <c>1 (1)</c> under the first key, and
/// <c>2 (1) | key (4, little-endian)</c> under a later one, so that what is sealed under an older key is found without opening it.
/// The cipher's key is HKDF(key, salt, info), and a salt serves a bounded number of texts, so that random nonces stay far from
/// the 2^32 messages of one key that NIST SP 800-38D section 8.3 allows.
/// </summary>
internal static class SealedForm
{
    public const int SaltLength = 16;
    public const int NonceLength = 12;
    public const int TagLength = 16;

    private const byte FirstKey = 1;
    private const byte LaterKey = 2;
    private const int BodyOverhead = SaltLength + NonceLength + TagLength;

    /// <summary>What a box begins with that was sealed under a key.</summary>
    public static byte[] HeaderOf(uint key)
    {
        if (key == TenantKeyRing.First)
        {
            return [FirstKey];
        }

        var header = new byte[1 + sizeof(uint)];
        header[0] = LaterKey;
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(1), key);
        return header;
    }

    /// <summary>Under which key a box was sealed.</summary>
    /// <exception cref="CryptographicException">It is of no known form.</exception>
    public static uint KeyOf(ReadOnlySpan<byte> box) => box switch
    {
        [FirstKey, ..] when box.Length >= 1 + BodyOverhead => TenantKeyRing.First,
        [LaterKey, ..] when box.Length >= 1 + sizeof(uint) + BodyOverhead => BinaryPrimitives.ReadUInt32LittleEndian(box[1..]),
        _ => throw new CryptographicException("Not a sealed text of a known version."),
    };

    public static byte[] Seal(AesGcm cipher, ReadOnlySpan<byte> header, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        var result = GC.AllocateUninitializedArray<byte>(header.Length + BodyOverhead + plaintext.Length);
        header.CopyTo(result);
        salt.CopyTo(result.AsSpan(header.Length));
        var rest = result.AsSpan(header.Length + SaltLength);
        RandomNumberGenerator.Fill(rest[..NonceLength]);
        cipher.Encrypt(rest[..NonceLength], plaintext, rest[(NonceLength + TagLength)..], rest.Slice(NonceLength, TagLength), associatedData);
        return result;
    }

    /// <exception cref="CryptographicException">It was sealed under another key.</exception>
    public static ReadOnlySpan<byte> SaltOf(ReadOnlySpan<byte> box, ReadOnlySpan<byte> header) => box.StartsWith(header) && box.Length >= header.Length + BodyOverhead
        ? box.Slice(header.Length, SaltLength)
        : throw new CryptographicException("Not a sealed text under this key.");

    public static byte[] Open(AesGcm cipher, ReadOnlySpan<byte> box, ReadOnlySpan<byte> header, ReadOnlySpan<byte> associatedData)
    {
        var rest = box[(header.Length + SaltLength)..];
        var plaintext = GC.AllocateUninitializedArray<byte>(rest.Length - NonceLength - TagLength);
        cipher.Decrypt(rest[..NonceLength], rest[(NonceLength + TagLength)..], rest.Slice(NonceLength, TagLength), plaintext, associatedData);
        return plaintext;
    }
}
