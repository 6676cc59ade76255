using System.Numerics;
using Sallyport.Text;

namespace Sallyport.Detection.Models;

/// <summary>
/// The features of a unit of text, computed once for all heads, at run time and in training alike. A pure function of the unit:
/// <list type="bullet">
/// <item>words, sequences of two and three, and pairs with one word between; unit start and end count as words;</item>
/// <item>sequences of three to five letters inside a word, its edges counted as letters;</item>
/// <item>each run of punctuation, alone and with the word after it;</item>
/// <item>kana and ideographs are words by themselves, in sequences of up to four.</item>
/// </list>
/// A feature is a bucket of a hash. Changing anything here changes <see cref="Version"/>, and every model must be trained anew.
/// </summary>
internal static class TextFeatures
{
    /// <summary>Stands in model files; a file made with other features is refused.</summary>
    public const int Version = 1;

    /// <summary>The number of buckets: a power of two. 2^19 rows of eight heads are 4 MB.</summary>
    public const int Buckets = 1 << BucketBits;

    private const int BucketBits = 19;

    // A longer run of letters is cut: base64, or a script without spaces.
    private const int LongestWord = 32;
    private const int LongestPunctuation = 4;
    private const int LeastGram = 3;

    /// <summary>So many words before a word, and as many behind it, make features with it.</summary>
    public const int WordReach = 3;

    // Features are handed on many at a time; one word with the marks before it has fewer than this.
    private const int Batch = 256;
    private const int MostOfAWord = 8 + (3 * LongestWord);

    private const char Edge = '\u0001';
    private const ulong Prime = 0x9FB21C651E98DF25;
    private const ulong Seed = 0x2545F4914F6CDD1D;
    private const ulong StartWord = 0x71C9_3F0A_55E1_8D27;
    private const ulong EndWord = 0xB492_B66F_BE98_F273;
    private const ulong SkipSalt = 0x5851_F42D_4C95_7F2D;
    private const ulong MarkSalt = 0xD6E8_FEB8_6659_FD93;
    private const ulong GramSalt = 0xA076_1D64_78BD_642F;

    /// <summary>Reads a unit.</summary>
    public static void Read<TSink>(ReadOnlySpan<char> unit, ref TSink sink)
        where TSink : struct, IFeatureSink
    {
        Span<int> buckets = stackalloc int[Batch];
        Span<char> word = stackalloc char[LongestWord + 2];
        word[0] = Edge;
        var past = new PastWords(StartWord);
        var at = 0;
        var count = 0;
        while (true)
        {
            if (count > Batch - MostOfAWord)
            {
                sink.Add(buckets[..count]);
                count = 0;
            }

            var marks = ReadMarks(unit, ref at);
            if (marks != 0)
            {
                buckets[count++] = Bucket(marks);
            }

            if (at == unit.Length)
            {
                count += past.Add(EndWord, marks, isIdeograph: false, buckets[count..]);
                sink.Add(buckets[..count]);
                return;
            }

            var length = ReadWord(unit, ref at, word, out var hash);
            var isIdeograph = Letters.IsWordByItself(word[1]);
            count += past.Add(hash, marks, isIdeograph, buckets[count..]);
            if (!isIdeograph)
            {
                word[length + 1] = Edge;
                count += AddGrams(word[..(length + 2)], buckets[count..]);
            }
        }
    }

    /// <summary>The next word from an offset on; empty, at the unit's end, where none follows.</summary>
    public static TextSpan NextWord(ReadOnlySpan<char> unit, int from)
    {
        Span<char> word = stackalloc char[LongestWord + 2];
        ReadMarks(unit, ref from);
        var start = from;
        ReadWord(unit, ref from, word, out _);
        return new(start, from);
    }

    private static int Bucket(ulong hash) => (int)((hash * Prime) >> (64 - BucketBits));

    private static ulong Combine(ulong earlier, ulong later) => (BitOperations.RotateLeft(earlier, 23) ^ later) * Prime;

    /// <summary>Passes over what is no word; the hash of its first marks other than spaces, or 0.</summary>
    private static ulong ReadMarks(ReadOnlySpan<char> unit, ref int at)
    {
        var hash = 0UL;
        var count = 0;
        for (; at < unit.Length && Letters.Fold(unit[at]) == Letters.None; at++)
        {
            var c = unit[at];
            if (count < LongestPunctuation && c != ' ' && (c == '\n' || !char.IsWhiteSpace(c)))
            {
                hash = (hash ^ c ^ MarkSalt) * Prime;
                count++;
            }
        }

        return hash;
    }

    /// <summary>Reads a word to the second place of the buffer on; the first holds its edge.</summary>
    private static int ReadWord(ReadOnlySpan<char> unit, ref int at, Span<char> word, out ulong hash)
    {
        var length = 0;
        hash = Seed;
        for (; at < unit.Length && length < LongestWord; at++)
        {
            var c = Letters.Fold(unit[at]);
            if (c == Letters.None || (length > 0 && Letters.IsWordByItself(c)))
            {
                break;
            }

            word[++length] = c;
            hash = (hash ^ c) * Prime;
            if (Letters.IsWordByItself(c))
            {
                at++;
                break;
            }
        }

        hash ^= hash >> 31;
        return length;
    }

    // From each letter on three hashes that continue one another; those of different letters don't wait for each other.
    private static int AddGrams(ReadOnlySpan<char> word, Span<int> buckets)
    {
        var count = 0;
        for (var start = 0; start + LeastGram <= word.Length; start++)
        {
            var hash = ((((GramSalt ^ word[start]) * Prime) ^ word[start + 1]) * Prime ^ word[start + 2]) * Prime;
            buckets[count++] = Bucket(hash);
            if (start + LeastGram < word.Length)
            {
                hash = (hash ^ word[start + LeastGram]) * Prime;
                buckets[count++] = Bucket(hash);
                if (start + LeastGram + 1 < word.Length)
                {
                    buckets[count++] = Bucket((hash ^ word[start + LeastGram + 1]) * Prime);
                }
            }
        }

        return count;
    }

    /// <summary>The last words, with which the next one makes sequences.</summary>
    private struct PastWords(ulong first)
    {
        private ulong _last = first;
        private ulong _second;
        private ulong _third;

        public int Add(ulong word, ulong marks, bool isIdeograph, Span<int> buckets)
        {
            var count = 0;
            if (word != EndWord)
            {
                buckets[count++] = Bucket(word);
            }

            if (marks != 0)
            {
                buckets[count++] = Bucket(Combine(marks, word));
            }

            var pair = Combine(_last, word);
            buckets[count++] = Bucket(pair);
            if (_second != 0)
            {
                var triple = Combine(_second, pair);
                buckets[count++] = Bucket(triple);
                buckets[count++] = Bucket(Combine(_second ^ SkipSalt, word));
                if (isIdeograph && _third != 0)
                {
                    buckets[count++] = Bucket(Combine(_third, triple));
                }
            }

            _third = _second;
            _second = _last;
            _last = word;
            return count;
        }
    }
}
