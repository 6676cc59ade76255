using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>The key over all tenants' keys: 32 bytes that lie outside the data folder, or come from a key service's command. Safe for concurrent use.</summary>
public sealed class MasterKey : IDisposable
{
    /// <summary>Its length in bytes.</summary>
    public const int Length = 32;

    private const string TenantPurpose = "tenant";

    private readonly SecretBytes _key;
    private readonly SealingKey _wrapping;

    private MasterKey(SecretBytes key)
    {
        _key = key;
        _wrapping = new SealingKey(key, "master");
    }

    /// <summary>A new key from the system's random generator.</summary>
    public static MasterKey New() => new(SecretBytes.Random(Length));

    /// <summary>Reads the text form: base64 of 32 bytes, white space around it allowed.</summary>
    /// <exception cref="MasterKeyException">It is not that. The message does not repeat the text.</exception>
    public static MasterKey Parse(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Length + 1];
        try
        {
            if (!Convert.TryFromBase64Chars(text.Trim(), bytes, out var written) || written != Length)
            {
                throw new MasterKeyException("The master key is not the base64 form of 32 bytes.");
            }

            return new MasterKey(SecretBytes.CopyOf(bytes[..Length]));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The text form, for the key's own file only.</summary>
    internal string Export() => Convert.ToBase64String(_key.Span);

    /// <summary>What a database keeps to recognise its master key. 32 bytes; tells nothing about the key.</summary>
    public byte[] CheckValue()
    {
        using var derived = _key.Derive([], "sallyport/master-check"u8);
        return derived.Span.ToArray();
    }

    /// <summary>Seals a key of the installation, such as the signing key.</summary>
    /// <param name="name">What it is; opening demands the same.</param>
    /// <param name="key">The key's bytes.</param>
    public byte[] Wrap(string name, ReadOnlySpan<byte> key) => _wrapping.Seal(key, Encoding.UTF8.GetBytes(name));

    /// <summary>Opens what <see cref="Wrap"/> made.</summary>
    /// <exception cref="CryptographicException">It was altered or made under another key or name.</exception>
    public byte[] Unwrap(string name, ReadOnlySpan<byte> wrapped) => _wrapping.Open(wrapped, Encoding.UTF8.GetBytes(name));

    /// <summary>A keyed hash over tenants: 32 bytes that only this key can compute.</summary>
    internal byte[] Tag(ReadOnlySpan<byte> bytes)
    {
        using var key = _key.Derive([], "sallyport/credential-tag"u8);
        return HMACSHA256.HashData(key.Span, bytes);
    }

    /// <summary>A new tenant's data key, wrapped under this key.</summary>
    public byte[] NewTenantKey(TenantId tenant)
    {
        using var key = SecretBytes.Random(TenantVault.KeyLength);
        return Wrap(NameOf(tenant), key.Span);
    }

    /// <summary>Unwraps a tenant's data key. The caller disposes of the vault.</summary>
    /// <exception cref="CryptographicException">The wrapped key was altered or is another tenant's.</exception>
    public TenantVault OpenVault(TenantId tenant, ReadOnlySpan<byte> wrappedKey)
    {
        var bytes = Unwrap(NameOf(tenant), wrappedKey);
        try
        {
            using var key = SecretBytes.CopyOf(bytes);
            return new TenantVault(tenant, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Zeroes the key.</summary>
    public void Dispose()
    {
        _wrapping.Dispose();
        _key.Dispose();
    }

    private static string NameOf(TenantId tenant) => TenantPurpose + "/" + tenant.Value;
}
