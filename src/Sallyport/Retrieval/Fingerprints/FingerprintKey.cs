using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Sallyport.Retrieval.Fingerprints;

/// <summary>
/// The secrets of one tenant's fingerprints, drawn when they are first needed and kept nowhere. Hashes of shingles are polynomials over the integers modulo 2^61 - 1 (Carter and Wegman, 1979;
/// rolled as by Karp and Rabin, 1987) at a secret point: two shingles that differ meet with a chance of at most <see cref="Winnower.Shingle"/> / 2^61, whoever chose them. What is kept is
/// SipHash-2-4 of that (Aumasson and Bernstein, 2012), which tells nothing without its key.
/// </summary>
internal sealed class FingerprintKey
{
    private const int ModulusBits = 61;
    private const ulong Modulus = (1UL << ModulusBits) - 1;
    private const int Ascii = 128;

    private readonly ulong _point;
    private readonly ulong _leaving;
    private readonly ulong[] _asciiLeaving = new ulong[Ascii];
    private readonly ulong _blind;
    private readonly ulong _factor;
    private readonly ulong _sip0;
    private readonly ulong _sip1;

    public FingerprintKey()
        : this(RandomNumberGenerator.GetBytes(5 * sizeof(ulong)))
    {
    }

    private FingerprintKey(ReadOnlySpan<byte> secret)
    {
        _point = Reduce(BinaryPrimitives.ReadUInt64LittleEndian(secret));
        _blind = BinaryPrimitives.ReadUInt64LittleEndian(secret[8..]);
        _factor = BinaryPrimitives.ReadUInt64LittleEndian(secret[16..]) | 1;
        _sip0 = BinaryPrimitives.ReadUInt64LittleEndian(secret[24..]);
        _sip1 = BinaryPrimitives.ReadUInt64LittleEndian(secret[32..]);
        _leaving = 1;
        for (var i = 0; i < Winnower.Shingle; i++)
        {
            _leaving = Multiply(_leaving, _point);
        }

        for (var c = 0; c < Ascii; c++)
        {
            _asciiLeaving[c] = Multiply((ulong)c, _leaving);
        }
    }

    /// <summary>The hash of a shingle one letter on.</summary>
    /// <param name="hash">The hash before; 0 before the first letter.</param>
    /// <param name="entering">The letter that it gains.</param>
    /// <param name="leaving">The letter that it loses; <see cref="FoldedLetters.None"/> as long as it isn't full.</param>
    public ulong Roll(ulong hash, char entering, char leaving)
    {
        var loss = leaving < Ascii ? _asciiLeaving[leaving] : Multiply(leaving, _leaving);
        return Reduce(Multiply(hash, _point) + entering + (Modulus - loss));
    }

    /// <summary>By which the least shingle of a window is chosen: a secret order, and one to one, so that it stands for the hash.</summary>
    public ulong Order(ulong hash) => (hash ^ _blind) * _factor;

    /// <summary>What is kept of a shingle; never 0.</summary>
    public ulong Print(ulong order) => SipHash(order, _sip0, _sip1) is var print && print == 0 ? 1 : print;

    /// <summary>SipHash-2-4 of eight bytes, little-endian.</summary>
    internal static ulong SipHash(ulong word, ulong key0, ulong key1)
    {
        const ulong length = (ulong)sizeof(ulong) << 56;
        var v0 = key0 ^ 0x736f6d6570736575;
        var v1 = key1 ^ 0x646f72616e646f6d;
        var v2 = key0 ^ 0x6c7967656e657261;
        var v3 = key1 ^ 0x7465646279746573;
        Absorb(word, ref v0, ref v1, ref v2, ref v3);
        Absorb(length, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xff;
        for (var i = 0; i < 4; i++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }

        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Absorb(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }

    // Of factors below 2^61; the result is below 2^61 too.
    private static ulong Multiply(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return Reduce((low & Modulus) + ((low >> ModulusBits) | (high << (64 - ModulusBits))));
    }

    private static ulong Reduce(ulong value)
    {
        value = (value & Modulus) + (value >> ModulusBits);
        return value >= Modulus ? value - Modulus : value;
    }
}
