using System.Security.Cryptography;
using System.Text;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>
/// The data key of one file: 32 random bytes that everything of the file is sealed under, kept wrapped by the tenant's vault. Layout: <c>version (1) | nonce (12) | tag (16) | ciphertext</c>,
/// AES-256-GCM with random nonces: a file has far fewer than the 2^32 sealings that NIST SP 800-38D section 8.3 allows a key. Tenant, file, what is sealed and its place are
/// associated data, so a ciphertext that was moved opens nowhere. Serves one thread at a time; zeroed on <see cref="Dispose"/>.
/// </summary>
internal sealed class DocumentKey : IDisposable
{
    /// <summary>What sealing adds, in bytes.</summary>
    public const int Overhead = 1 + NonceLength + TagLength;

    internal const string Purpose = "retrieval.document_key";
    private const byte Version = 1;
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly string _owner;
    private readonly AesGcm _cipher;

    private DocumentKey(TenantVault vault, FileId file, ReadOnlySpan<byte> key)
    {
        _owner = $"{vault.Tenant}/{file}/";
        _cipher = new AesGcm(key, TagLength);
    }

    /// <summary>A new key, and its wrapped form.</summary>
    public static (DocumentKey Key, byte[] Wrapped) New(TenantVault vault, FileId file)
    {
        using var key = SecretBytes.Random(KeyLength);
        return (new DocumentKey(vault, file, key.Span), vault.Seal(Purpose, key.Span, Place(file)));
    }

    /// <exception cref="CryptographicException">The wrapped key was altered, or is another file's or tenant's.</exception>
    public static DocumentKey Unwrap(TenantVault vault, FileId file, byte[] wrapped)
    {
        var key = vault.Open(Purpose, wrapped, Place(file));
        try
        {
            return new DocumentKey(vault, file, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Seals.</summary>
    /// <param name="plaintext">What to seal.</param>
    /// <param name="what">A constant that names the kind of row, and where in it, such as <c>part</c>.</param>
    /// <param name="place">Which row: ids and positions.</param>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, string what, string place)
    {
        var box = GC.AllocateUninitializedArray<byte>(Overhead + plaintext.Length);
        box[0] = Version;
        var rest = box.AsSpan(1);
        RandomNumberGenerator.Fill(rest[..NonceLength]);
        _cipher.Encrypt(rest[..NonceLength], plaintext, rest[(NonceLength + TagLength)..], rest.Slice(NonceLength, TagLength), Bind(what, place));
        return box;
    }

    /// <summary>Opens what <see cref="Seal"/> made for the same place. Zero the result after use.</summary>
    /// <exception cref="CryptographicException">It was altered or belongs elsewhere.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, string what, string place)
    {
        var plaintext = GC.AllocateUninitializedArray<byte>(Math.Max(0, box.Length - Overhead), pinned: true);
        Open(box, what, place, plaintext);
        return plaintext;
    }

    /// <summary>As <see cref="Open(ReadOnlySpan{byte}, string, string)"/>, into the caller's buffer.</summary>
    /// <param name="box">What was sealed.</param>
    /// <param name="what">As it was sealed.</param>
    /// <param name="place">As it was sealed.</param>
    /// <param name="plaintext">Exactly <see cref="Overhead"/> bytes shorter than the box.</param>
    /// <exception cref="CryptographicException">It was altered, belongs elsewhere, or has another length.</exception>
    public void Open(ReadOnlySpan<byte> box, string what, string place, Span<byte> plaintext)
    {
        if (box.Length != Overhead + plaintext.Length || box[0] != Version)
        {
            throw new CryptographicException("Not a sealed part of a document, of a known version.");
        }

        var rest = box[1..];
        _cipher.Decrypt(rest[..NonceLength], rest[(NonceLength + TagLength)..], rest.Slice(NonceLength, TagLength), plaintext, Bind(what, place));
    }

    public void Dispose() => _cipher.Dispose();

    private static byte[] Place(FileId file) => Encoding.UTF8.GetBytes(file.Value);

    private byte[] Bind(string what, string place) => Encoding.UTF8.GetBytes($"{what}/{_owner}{place}");
}
