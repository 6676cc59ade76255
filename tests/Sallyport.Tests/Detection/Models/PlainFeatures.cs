using System.Numerics;
using Sallyport.Detection.Models;

namespace Sallyport.Tests.Detection.Models;

/// <summary>The features of a unit, word after word and without regard to speed: what every trained head was trained with.</summary>
internal static class PlainFeatures
{
    private const ulong Prime = 0x9FB21C651E98DF25;
    private const ulong StartWord = 0x71C9_3F0A_55E1_8D27;
    private const ulong EndWord = 0xB492_B66F_BE98_F273;
    private const ulong SkipSalt = 0x5851_F42D_4C95_7F2D;
    private const ulong MarkSalt = 0xD6E8_FEB8_6659_FD93;
    private const ulong GramSalt = 0xA076_1D64_78BD_642F;

    public static List<int> Of(string unit)
    {
        var features = new List<ulong>();
        var words = new List<ulong> { StartWord };
        var at = 0;
        while (true)
        {
            var marks = new List<char>();
            for (; at < unit.Length && Letters.Fold(unit[at]) == Letters.None; at++)
            {
                if (unit[at] == '\n' || !char.IsWhiteSpace(unit[at]))
                {
                    marks.Add(unit[at]);
                }
            }

            var mark = marks.Take(4).Aggregate(0UL, (hash, c) => (hash ^ c ^ MarkSalt) * Prime);
            if (mark != 0)
            {
                features.Add(mark);
            }

            if (at == unit.Length)
            {
                AddWord(words, EndWord, mark, isIdeograph: false, features);
                return [.. features.Select(hash => (int)((hash * Prime) >> (64 - BitOperations.Log2(TextFeatures.Buckets))))];
            }

            var word = WordAt(unit, at);
            at += word.Length;
            var isIdeograph = Letters.IsWordByItself(word[0]);
            AddWord(words, HashOf(word), mark, isIdeograph, features);
            if (!isIdeograph)
            {
                features.AddRange(Grams('\u0001' + word + '\u0001'));
            }
        }
    }

    private static string WordAt(string unit, int at)
    {
        var word = new string([.. unit.Skip(at).Select(Letters.Fold).TakeWhile(c => c != Letters.None).Take(32)]);
        return Letters.IsWordByItself(word[0]) ? word[..1] : string.Concat(word.TakeWhile(c => !Letters.IsWordByItself(c)));
    }

    private static ulong HashOf(string word)
    {
        var hash = word.Aggregate(0x2545F4914F6CDD1DUL, (hash, c) => (hash ^ c) * Prime);
        return hash ^ (hash >> 31);
    }

    private static ulong Combine(ulong earlier, ulong later) => (BitOperations.RotateLeft(earlier, 23) ^ later) * Prime;

    private static void AddWord(List<ulong> words, ulong word, ulong mark, bool isIdeograph, List<ulong> features)
    {
        if (word != EndWord)
        {
            features.Add(word);
        }

        if (mark != 0)
        {
            features.Add(Combine(mark, word));
        }

        var pair = Combine(words[^1], word);
        features.Add(pair);
        if (words.Count > 1)
        {
            features.Add(Combine(words[^2], pair));
            features.Add(Combine(words[^2] ^ SkipSalt, word));
            if (isIdeograph && words.Count > 2)
            {
                features.Add(Combine(words[^3], Combine(words[^2], pair)));
            }
        }

        words.Add(word);
    }

    private static IEnumerable<ulong> Grams(string word) =>
        from start in Enumerable.Range(0, word.Length)
        from length in Enumerable.Range(3, 3)
        where start + length <= word.Length
        select word.Substring(start, length).Aggregate(GramSalt, (hash, c) => (hash ^ c) * Prime);
}
