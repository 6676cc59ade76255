using System.Buffers;

namespace Sallyport.Detection.Secrets;

/// <summary>Tells drawn characters from written ones. All of it is heuristics over at most a few hundred characters.</summary>
internal static class Randomness
{
    private static readonly SearchValues<string> PlaceholderWords = SearchValues.Create(
        [
            "example", "your", "xxxx", "placeholder", "changeme", "change_me", "change-me", "redacted", "insert", "dummy", "sample",
            "replace", "****", "....", "todo", "notreal", "foobar", "removed", "masked", "lorem",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Shannon entropy of the characters' frequencies, in bits per character.</summary>
    public static float Entropy(ReadOnlySpan<char> text)
    {
        Span<ushort> counts = stackalloc ushort[128];
        counts.Clear();
        text = text.Length > 1_024 ? text[..1_024] : text;
        foreach (var c in text)
        {
            counts[c & 127]++;
        }

        var sum = 0f;
        foreach (var count in counts)
        {
            if (count > 1)
            {
                sum += count * MathF.Log2(count);
            }
        }

        return text.IsEmpty ? 0 : MathF.Log2(text.Length) - (sum / text.Length);
    }

    /// <summary>Whether a person wrote this to stand for a secret: a filler word, a count, one character over and over.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> value) =>
        value.ContainsAny(PlaceholderWords) || Counted(value) * 2 > value.Length || LongestRepeat(value) * 2 > value.Length;

    /// <summary>
    /// Whether characters look drawn: letters and digits alternate, or capitals stand where no written name has them.
    /// Names, paths, sentences and versions do not.
    /// </summary>
    public static bool LooksDrawn(ReadOnlySpan<char> value)
    {
        int longest = 0, switches = 0, digits = 0, letters = 0, best = 0;
        var previous = Class.Other;
        for (var i = 0; i < value.Length; i++)
        {
            var current = ClassOf(value[i]);
            if (current == Class.Other)
            {
                best = Math.Max(best, switches);
                longest = switches = 0;
                previous = current;
                continue;
            }

            longest++;
            digits += current == Class.Digit ? 1 : 0;
            letters += current == Class.Digit ? 0 : 1;
            // A capital after a small letter or a digit after a word is how names are written; the other turns are not.
            var isTurn = previous != Class.Other && previous != current && !(previous == Class.Upper && current == Class.Lower);
            switches += isTurn ? 1 : 0;
            previous = current;
        }

        best = Math.Max(best, switches);
        return digits > 0 && letters > 0 ? best >= 3 : best >= Math.Max(4, longest / 5);
    }

    /// <summary>How many characters of the longest stretch follow one another as in counting or the alphabet.</summary>
    private static int Counted(ReadOnlySpan<char> value)
    {
        int longest = 1, run = 1;
        for (var i = 1; i < value.Length; i++)
        {
            run = value[i] == value[i - 1] + 1 || (value[i] == '0' && value[i - 1] == '9') ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        return longest >= 6 ? longest : 0;
    }

    private static int LongestRepeat(ReadOnlySpan<char> value)
    {
        int longest = 1, run = 1;
        for (var i = 1; i < value.Length; i++)
        {
            run = value[i] == value[i - 1] ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        return longest >= 4 ? longest : 0;
    }

    private enum Class
    {
        Other,
        Lower,
        Upper,
        Digit,
    }

    private static Class ClassOf(char c) => c switch
    {
        >= 'a' and <= 'z' => Class.Lower,
        >= 'A' and <= 'Z' => Class.Upper,
        >= '0' and <= '9' => Class.Digit,
        _ => Class.Other,
    };
}
