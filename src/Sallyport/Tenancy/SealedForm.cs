using System.Security.Cryptography;

namespace Sallyport.Tenancy;

/// <summary>
/// The layout of everything sealed: <c>version (1) | salt (16) | nonce (12) | tag (16) | ciphertext</c>, AES-256-GCM.
/// The cipher's key is HKDF(key, salt, info), and a salt serves a bounded number of texts, so that random nonces stay far from
/// the 2^32 messages of one key that NIST SP 800-38D section 8.3 allows.
/// </summary>
internal static class SealedForm
{
    public const byte Version = 1;
    public const int SaltLength = 16;
    public const int NonceLength = 12;
    public const int TagLength = 16;
    public const int Overhead = 1 + SaltLength + NonceLength + TagLength;

    public static byte[] Seal(AesGcm cipher, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        var result = GC.AllocateUninitializedArray<byte>(Overhead + plaintext.Length);
        result[0] = Version;
        salt.CopyTo(result.AsSpan(1));
        var rest = result.AsSpan(1 + SaltLength);
        RandomNumberGenerator.Fill(rest[..NonceLength]);
        cipher.Encrypt(rest[..NonceLength], plaintext, rest[(NonceLength + TagLength)..], rest.Slice(NonceLength, TagLength), associatedData);
        return result;
    }

    public static ReadOnlySpan<byte> SaltOf(ReadOnlySpan<byte> box)
    {
        if (box.Length < Overhead || box[0] != Version)
        {
            throw new CryptographicException("Not a sealed text of a known version.");
        }

        return box.Slice(1, SaltLength);
    }

    public static byte[] Open(AesGcm cipher, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associatedData)
    {
        var rest = box[(1 + SaltLength)..];
        var plaintext = GC.AllocateUninitializedArray<byte>(box.Length - Overhead);
        cipher.Decrypt(rest[..NonceLength], rest[(NonceLength + TagLength)..], rest.Slice(NonceLength, TagLength), plaintext, associatedData);
        return plaintext;
    }
}
