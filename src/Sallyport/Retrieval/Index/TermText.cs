using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sallyport.Retrieval.Index;

/// <summary>
/// A text as terms are read from it: compatibility forms, case, accents and invisible characters are folded away. What marks a vowel in the scripts of
/// India and South-East Asia, and what voices a kana, is part of a letter and stays.
/// </summary>
internal static class TermText
{
    // The most that a character becomes besides normalisation: ß, æ, œ.
    private const int MostForOne = 2;

    /// <summary>The folded text, in form C.</summary>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var apart = WithoutLoneSurrogates(text).Normalize(NormalizationForm.FormKD);
        var buffer = ArrayPool<char>.Shared.Rent(apart.Length * MostForOne);
        try
        {
            var length = 0;
            foreach (var c in apart)
            {
                if (!IsDropped(c))
                {
                    length += Write(char.ToLowerInvariant(c), buffer.AsSpan(length));
                }
            }

            return new string(buffer, 0, length).Normalize(NormalizationForm.FormC);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer, clearArray: true);
        }
    }

    // Normalize throws on them.
    private static string WithoutLoneSurrogates(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? string.Concat(text.EnumerateRunes()) : text;

    private static bool IsDropped(char c) => c switch
    {
        < '\u00AD' => false,

        // Accents of Latin, Greek and Cyrillic.
        >= '\u0300' and <= '\u036F' => true,

        // Points of Hebrew; vowel signs, Koranic marks and the stretched line of Arabic.
        (>= '\u0591' and <= '\u05BD') or '\u05BF' or '\u05C1' or '\u05C2' or '\u05C4' or '\u05C5' or '\u05C7' => true,
        (>= '\u0610' and <= '\u061A') or '\u0640' or (>= '\u064B' and <= '\u065F') or '\u0670' or (>= '\u06D6' and <= '\u06DC') => true,

        // Variation selectors.
        >= '\uFE00' and <= '\uFE0F' => true,
        _ => char.GetUnicodeCategory(c) == UnicodeCategory.Format,
    };

    private static int Write(char c, Span<char> to)
    {
        switch (c)
        {
            case 'ß':
                "ss".CopyTo(to);
                return 2;
            case 'æ':
                "ae".CopyTo(to);
                return 2;
            case 'œ':
                "oe".CopyTo(to);
                return 2;
            default:
                to[0] = Folded(c);
                return 1;
        }
    }

    private static char Folded(char c) => c switch
    {
        'ς' => 'σ',
        'ı' => 'i',
        'đ' => 'd',
        'ø' => 'o',
        'ł' => 'l',

        // Letters of Arabic that are written for each other: teh marbuta for heh, alef maksura and the Persian yeh for yeh, the Persian kaf for kaf.
        '\u0629' => '\u0647',
        '\u0649' or '\u06CC' => '\u064A',
        '\u06A9' => '\u0643',
        _ => c,
    };
}
