using System.Numerics;

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

    /// <summary>The number of buckets: a power of two. 2^19 rows of sixteen heads are 8 MB.</summary>
    public const int Buckets = 1 << BucketBits;

    private const int BucketBits = 19;

    // A longer run of letters is cut: base64, or a script without spaces.
    private const int LongestWord = 32;
    private const int LongestPunctuation = 4;
    private const int LeastGram = 3;
    private const int MostGram = 5;

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
        Span<char> word = stackalloc char[LongestWord + 2];
        var past = new PastWords(StartWord);
        var at = 0;
        while (true)
        {
            var marks = ReadMarks(unit, ref at);
            if (marks != 0)
            {
                sink.Add(Bucket(marks));
            }

            if (at == unit.Length)
            {
                past.Add(EndWord, marks, ref sink);
                return;
            }

            var length = ReadWord(unit, ref at, word);
            var hash = Hash(word[1..(length + 1)]);
            var isIdeograph = Letters.IsWordByItself(word[1]);
            past.Add(hash, marks, ref sink, isIdeograph);
            if (!isIdeograph)
            {
                word[length + 1] = Edge;
                AddGrams(word[..(length + 2)], ref sink);
            }
        }
    }

    private static int Bucket(ulong hash) => (int)((hash * Prime) >> (64 - BucketBits));

    private static ulong Combine(ulong earlier, ulong later) => (BitOperations.RotateLeft(earlier, 23) ^ later) * Prime;

    private static ulong Hash(ReadOnlySpan<char> word)
    {
        var hash = Seed;
        foreach (var c in word)
        {
            hash = (hash ^ c) * Prime;
        }

        return hash ^ (hash >> 31);
    }

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
    private static int ReadWord(ReadOnlySpan<char> unit, ref int at, Span<char> word)
    {
        word[0] = Edge;
        var length = 0;
        for (; at < unit.Length && length < LongestWord; at++)
        {
            var c = Letters.Fold(unit[at]);
            if (c == Letters.None || (length > 0 && Letters.IsWordByItself(c)))
            {
                break;
            }

            word[++length] = c;
            if (Letters.IsWordByItself(c))
            {
                at++;
                break;
            }
        }

        return length;
    }

    private static void AddGrams<TSink>(ReadOnlySpan<char> word, ref TSink sink)
        where TSink : struct, IFeatureSink
    {
        for (var start = 0; start + LeastGram <= word.Length; start++)
        {
            var gram = word[start..Math.Min(word.Length, start + MostGram)];
            var hash = ((((GramSalt ^ gram[0]) * Prime) ^ gram[1]) * Prime ^ gram[2]) * Prime;
            sink.Add(Bucket(hash));
            for (var i = LeastGram; i < gram.Length; i++)
            {
                hash = (hash ^ gram[i]) * Prime;
                sink.Add(Bucket(hash));
            }
        }
    }

    /// <summary>The last words, with which the next one makes sequences.</summary>
    private struct PastWords(ulong first)
    {
        private ulong _last = first;
        private ulong _second;
        private ulong _third;

        public void Add<TSink>(ulong word, ulong marks, ref TSink sink, bool isIdeograph = false)
            where TSink : struct, IFeatureSink
        {
            if (word != EndWord)
            {
                sink.Add(Bucket(word));
            }

            if (marks != 0)
            {
                sink.Add(Bucket(Combine(marks, word)));
            }

            var pair = Combine(_last, word);
            sink.Add(Bucket(pair));
            if (_second != 0)
            {
                var triple = Combine(_second, pair);
                sink.Add(Bucket(triple));
                sink.Add(Bucket(Combine(_second ^ SkipSalt, word)));
                if (isIdeograph && _third != 0)
                {
                    sink.Add(Bucket(Combine(_third, triple)));
                }
            }

            _third = _second;
            _second = _last;
            _last = word;
        }
    }
}
