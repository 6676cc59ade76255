using System.Security.Cryptography;

namespace Sallyport.Tenancy;

/// <summary>Key bytes that the collector neither moves nor copies, and that are zeroed when they are let go.</summary>
internal sealed class SecretBytes : IDisposable
{
    private readonly byte[] _bytes;
    private bool _zeroed;

    private SecretBytes(int length) => _bytes = GC.AllocateArray<byte>(length, pinned: true);

    /// <exception cref="ObjectDisposedException">They have been zeroed.</exception>
    public ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _zeroed), this);
            return _bytes;
        }
    }

    public static SecretBytes Random(int length)
    {
        var secret = new SecretBytes(length);
        RandomNumberGenerator.Fill(secret._bytes);
        return secret;
    }

    public static SecretBytes CopyOf(ReadOnlySpan<byte> bytes)
    {
        var secret = new SecretBytes(bytes.Length);
        bytes.CopyTo(secret._bytes);
        return secret;
    }

    /// <summary>HKDF-SHA256 (RFC 5869) of these bytes: 32 bytes.</summary>
    public SecretBytes Derive(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info)
    {
        var derived = new SecretBytes(32);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Span, derived._bytes, salt, info);
        try
        {
            EnsureUnchanged();
            return derived;
        }
        catch (ObjectDisposedException)
        {
            derived.Dispose();
            throw;
        }
    }

    /// <summary>HKDF's first half alone, with an empty salt: 32 bytes from which <see cref="Expand"/> makes what <see cref="Derive"/> does with such a salt.</summary>
    public SecretBytes Extract()
    {
        var extracted = new SecretBytes(32);
        HKDF.Extract(HashAlgorithmName.SHA256, Span, [], extracted._bytes);
        return extracted;
    }

    /// <summary>HKDF's second half: 32 bytes.</summary>
    public SecretBytes Expand(ReadOnlySpan<byte> info)
    {
        var expanded = new SecretBytes(32);
        HKDF.Expand(HashAlgorithmName.SHA256, Span, expanded._bytes, info);
        try
        {
            EnsureUnchanged();
            return expanded;
        }
        catch (ObjectDisposedException)
        {
            expanded.Dispose();
            throw;
        }
    }

    /// <summary>To be called after a use of <see cref="Span"/> and before its result is used: a result made of zeroed bytes must not get out.</summary>
    public void EnsureUnchanged()
    {
        // The bytes were read before this fence, and Dispose raises the flag before it zeroes.
        Interlocked.MemoryBarrier();
        ObjectDisposedException.ThrowIf(_zeroed, this);
    }

    public void Dispose()
    {
        Volatile.Write(ref _zeroed, true);
        Interlocked.MemoryBarrier();
        CryptographicOperations.ZeroMemory(_bytes);
    }
}
