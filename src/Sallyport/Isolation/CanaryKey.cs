using System.Security.Cryptography;
using System.Text;
using Sallyport.Detection.Canaries;
using Sallyport.Tenancy;

namespace Sallyport.Isolation;

/// <summary>
/// The instance's key over canaries' tokens. A token is one block of AES-256 over the tenant's id (10 bytes) and a serial number (6), and the first 9 bytes of the block's HMAC-SHA256: without the
/// key it tells nothing of the tenant, and a guess is taken for one with a chance of 2^-72. A tenant has one token. Safe for concurrent use.
/// </summary>
public sealed class CanaryKey : IDisposable
{
    private const int BlockLength = 16;
    private const int TenantLength = 10;

    private readonly SecretBytes _cipher;
    private readonly SecretBytes _tag;
    private readonly SecretBytes _serial;

    /// <summary>The key of an installation.</summary>
    /// <param name="signing">The installation's signing key, from which it is derived, so that backups hold it and a new master key doesn't change it.</param>
    public CanaryKey(InstanceSigningKey signing)
    {
        ArgumentNullException.ThrowIfNull(signing);
        _cipher = signing.Derive("sallyport/canary/cipher");
        _tag = signing.Derive("sallyport/canary/tag");
        _serial = signing.Derive("sallyport/canary/serial");
    }

    /// <summary>The tenant's token.</summary>
    public string TokenOf(TenantId tenant)
    {
        Span<byte> token = stackalloc byte[CanaryToken.ByteLength];
        Span<byte> plain = stackalloc byte[BlockLength];
        Span<byte> serial = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_serial.Span, Encoding.ASCII.GetBytes(tenant.Value), serial);
        tenant.WriteBytes(plain[..TenantLength]);
        serial[..(BlockLength - TenantLength)].CopyTo(plain[TenantLength..]);
        using var cipher = Cipher();
        cipher.EncryptEcb(plain, token[..BlockLength], PaddingMode.None);
        Tag(token[..BlockLength], token[BlockLength..]);
        return CanaryToken.Write(token);
    }

    /// <summary>The tenant whose token this is; null where this instance didn't make it.</summary>
    /// <param name="token"><see cref="CanaryToken.ByteLength"/> bytes.</param>
    public TenantId? OwnerOf(ReadOnlySpan<byte> token)
    {
        Span<byte> tag = stackalloc byte[CanaryToken.ByteLength - BlockLength];
        Tag(token[..BlockLength], tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, token[BlockLength..]))
        {
            return null;
        }

        Span<byte> plain = stackalloc byte[BlockLength];
        using var cipher = Cipher();
        cipher.DecryptEcb(token[..BlockLength], plain, PaddingMode.None);
        return TenantId.FromBytes(plain[..TenantLength]);
    }

    /// <summary>Zeroes the key.</summary>
    public void Dispose()
    {
        _cipher.Dispose();
        _tag.Dispose();
        _serial.Dispose();
    }

    private Aes Cipher()
    {
        var cipher = Aes.Create();
        cipher.SetKey(_cipher.Span);
        _cipher.EnsureUnchanged();
        return cipher;
    }

    private void Tag(ReadOnlySpan<byte> block, Span<byte> to)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_tag.Span, block, whole);
        _tag.EnsureUnchanged();
        whole[..to.Length].CopyTo(to);
    }
}
