using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>
/// The key over all tenants' keys: 32 bytes that lie outside the data folder, or come from a key service's command. A process has one of them for an installation, whose
/// bytes give way to others when the installation's master key is rotated. Safe for concurrent use.
/// </summary>
public sealed class MasterKey : IDisposable
{
    /// <summary>Its length in bytes.</summary>
    public const int Length = 32;

    private const string TenantPurpose = "tenant";

    private readonly Lock _gate = new();
    private SecretBytes _key;
    private SealingKey _wrapping;

    private MasterKey(SecretBytes key) => (_key, _wrapping) = (key, WrappingOf(key));

    /// <summary>Whether the installation has another master key by now, which this process could not read: what is open stays open, and nothing new is wrapped.</summary>
    public bool IsBehind { get; set; }

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
    internal string Export()
    {
        lock (_gate)
        {
            return Convert.ToBase64String(_key.Span);
        }
    }

    /// <summary>What a database keeps to recognise its master key. 32 bytes; tells nothing about the key.</summary>
    public byte[] CheckValue()
    {
        lock (_gate)
        {
            using var derived = _key.Derive([], "sallyport/master-check"u8);
            return derived.Span.ToArray();
        }
    }

    /// <summary>Seals a key of the installation, such as the signing key.</summary>
    /// <param name="name">What it is; opening demands the same.</param>
    /// <param name="key">The key's bytes.</param>
    public byte[] Wrap(string name, ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            return _wrapping.Seal(key, Encoding.UTF8.GetBytes(name));
        }
    }

    /// <summary>Opens what <see cref="Wrap"/> made.</summary>
    /// <exception cref="CryptographicException">It was altered or made under another key or name.</exception>
    public byte[] Unwrap(string name, ReadOnlySpan<byte> wrapped)
    {
        lock (_gate)
        {
            return _wrapping.Open(wrapped, Encoding.UTF8.GetBytes(name));
        }
    }

    /// <summary>What <see cref="Wrap"/> made, wrapped under another master key.</summary>
    /// <param name="name">As it was wrapped.</param>
    /// <param name="wrapped">What was wrapped.</param>
    /// <param name="next">The other master key.</param>
    /// <exception cref="CryptographicException">It was altered or made under another key or name.</exception>
    public byte[] Rewrap(string name, ReadOnlySpan<byte> wrapped, MasterKey next)
    {
        ArgumentNullException.ThrowIfNull(next);
        var key = Unwrap(name, wrapped);
        try
        {
            return next.Wrap(name, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>As <see cref="Rewrap(string, ReadOnlySpan{byte}, MasterKey)"/>, for a tenant's data keys.</summary>
    public byte[] Rewrap(TenantId tenant, ReadOnlySpan<byte> wrapped, MasterKey next) => Rewrap(NameOf(tenant), wrapped, next);

    /// <summary>Gives this one's bytes up for another's, which has no use of its own any more.</summary>
    public void Become(MasterKey next)
    {
        ArgumentNullException.ThrowIfNull(next);
        SecretBytes key;
        lock (next._gate)
        {
            key = SecretBytes.CopyOf(next._key.Span);
        }

        next.Dispose();
        lock (_gate)
        {
            _wrapping.Dispose();
            _key.Dispose();
            (_key, _wrapping) = (key, WrappingOf(key));
        }

        IsBehind = false;
    }

    /// <summary>By which equal credentials of two tenants are recognised: a keyed hash, 32 bytes that only this key can compute.</summary>
    public byte[] TagOf(string credential)
    {
        lock (_gate)
        {
            using var key = _key.Derive([], "sallyport/credential-tag"u8);
            return HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes(credential));
        }
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
        using var keys = OpenRing(tenant, wrappedKey);
        return new TenantVault(tenant, keys);
    }

    /// <summary>Unwraps a tenant's data keys.</summary>
    /// <exception cref="CryptographicException">The wrapped keys were altered or are another tenant's.</exception>
    internal TenantKeyRing OpenRing(TenantId tenant, ReadOnlySpan<byte> wrapped)
    {
        var bytes = Unwrap(NameOf(tenant), wrapped);
        try
        {
            return TenantKeyRing.Parse(tenant, bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Wraps a tenant's data keys.</summary>
    internal byte[] WrapRing(TenantId tenant, TenantKeyRing keys)
    {
        var bytes = keys.ToBytes();
        try
        {
            return Wrap(NameOf(tenant), bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Zeroes the key.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _wrapping.Dispose();
            _key.Dispose();
        }
    }

    private static SealingKey WrappingOf(SecretBytes key) => new(key, "master", SealedForm.HeaderOf(TenantKeyRing.First));

    private static string NameOf(TenantId tenant) => TenantPurpose + "/" + tenant.Value;
}
