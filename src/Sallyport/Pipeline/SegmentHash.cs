using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Sallyport.Pipeline;

/// <summary>
/// A text's hash under a key that this process draws at its start and tells nobody: NH of UMAC (Black, Halevi, Krawczyk, Krovetz, Rogaway, 1999; RFC 4418,
/// 5.2), as a tree. Each block of 1 KB becomes the sums, mod 2^64, of the products of its 32-bit words, a key's word added to each before, under four
/// independent keys; the sums are a text that becomes shorter in the same way, under keys of its own, until they are one block's.
/// NH is universal for texts of one length, and the length is compared besides: two texts meet with a chance of at most 2^-128 for each level of the tree,
/// 2^-125 in all, whoever chose them, as long as no hash leaves the process. So nothing here may be logged or kept.
/// </summary>
internal readonly record struct SegmentHash(UInt128 First, UInt128 Second, int Length)
{
    private const int Block = 1024;
    private const int Passes = 4;
    private const int Digest = Passes * sizeof(ulong);

    // 32^6 KB: more than any text has.
    private const int Levels = 6;
    private const int WordsOfBlock = Block / sizeof(uint);
    private const int DigestsOnStack = 1024;

    private static readonly uint[] Key = MemoryMarshal.Cast<byte, uint>(RandomNumberGenerator.GetBytes(Levels * Passes * Block)).ToArray();

    /// <summary>Hashes a text.</summary>
    public static SegmentHash Of(ReadOnlySpan<char> text)
    {
        var bytes = MemoryMarshal.AsBytes(text);
        var room = Math.Max(1, BlocksOf(bytes.Length)) * Digest;
        var rented = room > DigestsOnStack ? ArrayPool<byte>.Shared.Rent(room) : null;
        var digests = rented is null ? stackalloc byte[DigestsOnStack] : rented;
        var length = Shorten(bytes, level: 0, digests);
        for (var level = 1; length > Digest; level++)
        {
            length = Shorten(digests[..length], level, digests);
        }

        var words = MemoryMarshal.Cast<byte, UInt128>(digests);
        var hash = new SegmentHash(words[0], words[1], text.Length);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    /// <summary>The first bits: those of a universal hash are as good as any.</summary>
    public override int GetHashCode() => (int)(ulong)First;

    private static int BlocksOf(int length) => (int)(((long)length + Block - 1) / Block);

    /// <summary>Writes a digest for each block, zeros behind the last; <paramref name="to"/> may begin where <paramref name="from"/> does. Returns their length.</summary>
    private static int Shorten(ReadOnlySpan<byte> from, int level, Span<byte> to)
    {
        var key = Key.AsSpan(level * Passes * WordsOfBlock, Passes * WordsOfBlock);
        var written = 0;
        for (; from.Length >= Block; from = from[Block..], written += Digest)
        {
            Add(from[..Block], key, to.Slice(written, Digest));
        }

        if (!from.IsEmpty || written == 0)
        {
            Span<byte> last = stackalloc byte[Block];
            last.Clear();
            from.CopyTo(last);
            Add(last, key, to.Slice(written, Digest));
            written += Digest;
        }

        return written;
    }

    private static void Add(ReadOnlySpan<byte> block, ReadOnlySpan<uint> key, Span<byte> digest)
    {
        Vector512<ulong> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        var words = MemoryMarshal.Cast<byte, uint>(block);
        for (var i = 0; i < WordsOfBlock; i += Vector512<uint>.Count)
        {
            var word = Vector512.Create(words[i..]);
            sum0 += Products(word + Vector512.Create(key[i..]));
            sum1 += Products(word + Vector512.Create(key[(WordsOfBlock + i)..]));
            sum2 += Products(word + Vector512.Create(key[((2 * WordsOfBlock) + i)..]));
            sum3 += Products(word + Vector512.Create(key[((3 * WordsOfBlock) + i)..]));
        }

        var sums = MemoryMarshal.Cast<byte, ulong>(digest);
        sums[0] = Vector512.Sum(sum0);
        sums[1] = Vector512.Sum(sum1);
        sums[2] = Vector512.Sum(sum2);
        sums[3] = Vector512.Sum(sum3);
    }

    /// <summary>The product of each two neighbours.</summary>
    private static Vector512<ulong> Products(Vector512<uint> words)
    {
        var high = words.AsUInt64() >>> 32;
        return Avx512F.IsSupported
            ? Avx512F.Multiply(words, high.AsUInt32())
            : (words.AsUInt64() & Vector512.Create((ulong)uint.MaxValue)) * high;
    }
}
