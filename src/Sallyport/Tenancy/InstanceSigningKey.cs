using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Sallyport.Tenancy;

/// <summary>The installation's Ed25519 key (RFC 8032), which signs ledger checkpoints. Safe for concurrent use.</summary>
public sealed class InstanceSigningKey : IDisposable
{
    /// <summary>The private key's length in bytes.</summary>
    public const int Length = 32;

    /// <summary>A signature's length in bytes.</summary>
    public const int SignatureLength = 64;

    // The algorithm byte of a note's Ed25519 keys: C2SP signed-note, "Signature types".
    private const byte Ed25519Algorithm = 0x01;

    private readonly byte[] _seed;
    private readonly byte[] _publicKey;
    private bool _disposed;

    private InstanceSigningKey(string name, byte[] seed)
    {
        Name = name;
        _seed = seed;
        _publicKey = new Ed25519PrivateKeyParameters(seed, 0).GeneratePublicKey().GetEncoded();
        VerifierKey = FormatVerifierKey(name, _publicKey);
    }

    /// <summary>The key's name in signed notes, such as <c>sallyport/1f0c6a9be2d7</c>.</summary>
    public string Name { get; }

    /// <summary>The public key, 32 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>The public key as C2SP signed-note writes it: <c>name+hash+base64</c>. Meant to be given away.</summary>
    public string VerifierKey { get; }

    /// <summary>A key from its 32 private bytes, which are copied.</summary>
    public static InstanceSigningKey FromSeed(string name, ReadOnlySpan<byte> seed)
    {
        if (seed.Length != Length || name.Length == 0 || name.AsSpan().ContainsAny("+ \t\r\n"))
        {
            throw new ArgumentException("A signing key has 32 bytes and a name without '+' and white space.", nameof(seed));
        }

        var pinned = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
        seed.CopyTo(pinned);
        return new InstanceSigningKey(name, pinned);
    }

    /// <summary>Signs a message.</summary>
    /// <returns>64 bytes.</returns>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var bytes = message.ToArray();
        var signature = new byte[SignatureLength];
        Ed25519.Sign(_seed, 0, _publicKey, 0, bytes, 0, bytes.Length, signature, 0);

        // A signature made of bytes that were being zeroed must not get out.
        Interlocked.MemoryBarrier();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return signature;
    }

    /// <summary>A key that the installation's database is told too, to recognise this installation by (HKDF-SHA256). It seals and signs nothing; a rotation of the master key leaves it as it is.</summary>
    /// <param name="purpose">A constant, or a constant and a name in the database.</param>
    /// <returns>32 bytes, to be zeroed after use.</returns>
    public byte[] DeriveForDatabase(string purpose)
    {
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, _seed, Length, salt: [], Encoding.UTF8.GetBytes("sallyport/database/" + purpose));

        // As above.
        Interlocked.MemoryBarrier();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return derived;
    }

    /// <summary>A key of the installation for another purpose: HKDF-SHA256 of the private bytes. It stays the same when the master key changes.</summary>
    /// <param name="purpose">A constant that names what it is for.</param>
    internal SecretBytes Derive(string purpose)
    {
        using var seed = SecretBytes.CopyOf(_seed);
        Interlocked.MemoryBarrier();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return seed.Derive([], Encoding.UTF8.GetBytes(purpose));
    }

    /// <summary>Zeroes the private bytes.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        Interlocked.MemoryBarrier();
        CryptographicOperations.ZeroMemory(_seed);
    }

    private static string FormatVerifierKey(string name, byte[] publicKey)
    {
        byte[] typed = [Ed25519Algorithm, .. publicKey];
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. typed]);
        return $"{name}+{Convert.ToHexStringLower(hash.AsSpan(0, 4))}+{Convert.ToBase64String(typed)}";
    }
}
