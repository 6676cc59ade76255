using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>
/// A tenant's data key, unwrapped. Whoever reads or writes the tenant's content needs it in hand; without it the rows are ciphertext.
/// Each purpose has keys of its own (HKDF-SHA256). Key bytes are pinned and zeroed on <see cref="Dispose"/>. Safe for concurrent use.
/// </summary>
public sealed class TenantVault : IDisposable
{
    /// <summary>The data key's length in bytes.</summary>
    internal const int KeyLength = 32;

    // Purposes are constants in code; a purpose made from input would grow this without end.
    private const int MaxPurposes = 64;

    private readonly SecretBytes _key;
    private readonly ConcurrentDictionary<string, SealingKey> _sealing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SecretBytes> _digesting = new(StringComparer.Ordinal);
    private readonly Lock _growing = new();
    private bool _disposed;

    internal TenantVault(TenantId tenant, SecretBytes key)
    {
        Tenant = tenant;
        // The tenant is bound in, so that one data key given to two tenants by mistake still opens nothing of the other.
        _key = key.Derive([], Encoding.UTF8.GetBytes("sallyport/tenant/" + tenant.Value));
    }

    /// <summary>The tenant whose vault this is.</summary>
    public TenantId Tenant { get; }

    /// <summary>Encrypts and authenticates under the purpose's key (AES-256-GCM).</summary>
    /// <param name="purpose">A constant that names what is sealed, such as <c>upstream.credential</c>.</param>
    /// <param name="plaintext">What to seal.</param>
    /// <param name="associatedData">Where it belongs (row, position); opening demands the same.</param>
    /// <returns>45 bytes more than the plaintext: version, salt, nonce, tag, ciphertext.</returns>
    /// <exception cref="ObjectDisposedException">The vault is closed or its key was destroyed.</exception>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData) =>
        Sealing(purpose).Seal(plaintext, associatedData);

    /// <summary>Opens what <see cref="Seal"/> made for the same tenant, purpose and associated data.</summary>
    /// <returns>The plaintext. Zero it after use where it is a key or credential.</returns>
    /// <exception cref="CryptographicException">It was altered, belongs elsewhere, or is another tenant's.</exception>
    /// <exception cref="ObjectDisposedException">The vault is closed or its key was destroyed.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associatedData) =>
        Sealing(purpose).Open(box, associatedData);

    /// <summary>A keyed hash that only this tenant's vault can compute.</summary>
    /// <returns>32 bytes: HMAC-SHA256 under the purpose's key.</returns>
    /// <exception cref="ObjectDisposedException">The vault is closed or its key was destroyed.</exception>
    public byte[] Digest(string purpose, ReadOnlySpan<byte> bytes)
    {
        var digest = new byte[HMACSHA256.HashSizeInBytes];
        Digest(purpose, bytes, digest);
        return digest;
    }

    /// <summary>As <see cref="Digest(string, ReadOnlySpan{byte})"/>, into the caller's buffer.</summary>
    /// <param name="purpose">A constant that names what is hashed.</param>
    /// <param name="bytes">What to hash.</param>
    /// <param name="destination">At least 32 bytes.</param>
    /// <exception cref="ObjectDisposedException">The vault is closed or its key was destroyed.</exception>
    public void Digest(string purpose, ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var key = Digesting(purpose);
        HMACSHA256.HashData(key.Span, bytes, destination);
        key.EnsureUnchanged();
    }

    /// <summary>Zeroes every key. Calls that are under way either finish under the right key or fail.</summary>
    public void Dispose()
    {
        lock (_growing)
        {
            _disposed = true;
            foreach (var key in _sealing.Values)
            {
                key.Dispose();
            }

            foreach (var key in _digesting.Values)
            {
                key.Dispose();
            }

            _key.Dispose();
        }
    }

    private SealingKey Sealing(string purpose)
    {
        if (_sealing.TryGetValue(purpose, out var key))
        {
            return key;
        }

        lock (_growing)
        {
            CheckRoom(_sealing.Count);
            return _sealing.GetOrAdd(purpose, static (name, root) => new SealingKey(root, name), _key);
        }
    }

    private SecretBytes Digesting(string purpose)
    {
        if (_digesting.TryGetValue(purpose, out var key))
        {
            return key;
        }

        lock (_growing)
        {
            CheckRoom(_digesting.Count);
            return _digesting.GetOrAdd(
                purpose,
                static (name, root) => root.Derive([], Encoding.UTF8.GetBytes("sallyport/digest/" + name)),
                _key);
        }
    }

    private void CheckRoom(int purposes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (purposes >= MaxPurposes)
        {
            throw new InvalidOperationException("A vault's purposes are a fixed few; a purpose made from data is a mistake.");
        }
    }
}
