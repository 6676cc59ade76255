using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Sallyport.Ledger.Verification;

/// <summary>A public key in the form of C2SP signed-note: <c>name+hash+base64</c>, the hash being eight hexadecimal digits.</summary>
public sealed class VerifierKey
{
    private const int LongestText = 512;
    private const int HashLength = 4;
    private const byte Ed25519Algorithm = 0x01;

    private readonly byte[] _publicKey;
    private readonly byte[] _hash;

    private VerifierKey(string name, byte[] hash, byte[] publicKey)
    {
        Name = name;
        _hash = hash;
        _publicKey = publicKey;
    }

    /// <summary>The key's name on signature lines.</summary>
    public string Name { get; }

    /// <exception cref="FormatException">It is no such key, or its hash does not belong to it.</exception>
    public static VerifierKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException("This is not a verifier key: name+hash+base64 of an Ed25519 key.");

    /// <summary>Reads a key; false where it is none or its hash does not belong to it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        text = text?.Trim();
        if (text is null || text.Length > LongestText || text.Split('+', 3) is not [{ Length: > 0 } name, { Length: 2 * HashLength } hex, var base64]
            || name.Any(char.IsWhiteSpace))
        {
            return false;
        }

        var typed = new byte[1 + Ed25519.PublicKeySize];
        if (!Convert.TryFromBase64String(base64, typed, out var length) || length != typed.Length || typed[0] != Ed25519Algorithm)
        {
            return false;
        }

        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. typed])[..HashLength];
        if (!string.Equals(Convert.ToHexStringLower(hash), hex, StringComparison.Ordinal))
        {
            return false;
        }

        key = new VerifierKey(name, hash, typed[1..]);
        return true;
    }

    /// <summary>Whether a signature line's hash names this key.</summary>
    internal bool IsNamedBy(string name, ReadOnlySpan<byte> hash) =>
        string.Equals(name, Name, StringComparison.Ordinal) && hash.SequenceEqual(_hash);

    internal bool Verifies(byte[] message, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature.ToArray(), 0, _publicKey, 0, message, 0, message.Length);
}
