using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace Sallyport.Policy;

/// <summary>
/// SHA-256 of a value's UTF-8 form, by which an exception names a value without holding it. It hides only what can't be guessed:
/// whoever can list the likely values (telephone numbers) can find the one that is meant.
/// </summary>
public readonly record struct ValueDigest
{
    // Longer values are never the subject of an exception, and hashing them would be work for whoever sends them.
    private const int MaxLength = 4096;
    private const int Size = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    private ValueDigest(ReadOnlySpan<byte> hash)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(hash);
        _b = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(hash[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(hash[24..]);
    }

    /// <summary>The digest of a value; none for one over 4,096 UTF-16 code units or with a lone surrogate.</summary>
    public static bool TryCompute(ReadOnlySpan<char> value, out ValueDigest digest)
    {
        digest = default;
        if (value.Length > MaxLength)
        {
            return false;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(value.Length * 3);
        try
        {
            if (Utf8.FromUtf16(value, bytes, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            {
                return false;
            }

            Span<byte> hash = stackalloc byte[Size];
            SHA256.HashData(bytes.AsSpan(0, written), hash);
            digest = new(hash);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }

    /// <summary>Reads 64 hexadecimal digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ValueDigest digest)
    {
        Span<byte> hash = stackalloc byte[Size];
        var isValid = text is { Length: Size * 2 } && Convert.FromHexString(text, hash, out _, out _) == OperationStatus.Done;
        digest = isValid ? new(hash) : default;
        return isValid;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{_a:x16}{_b:x16}{_c:x16}{_d:x16}";
}
