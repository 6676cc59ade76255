using System.Text;

namespace Sallyport.Detection.Models;

/// <summary>How features read a character: without case and accents, each digit alike, marks as part of the word.</summary>
internal static class Letters
{
    /// <summary>What a character that belongs to no word is read as.</summary>
    public const char None = '\0';

    // Beyond these blocks no precomposed letters with accents are common.
    private const int LastAccented = 0x2000;

    private static readonly char[] Table = Build();

    /// <summary>The character as features read it, or <see cref="None"/>.</summary>
    public static char Fold(char c) => Table[c];

    /// <summary>Kana and ideographs: each is a word by itself.</summary>
    public static bool IsWordByItself(char folded) => folded is >= '\u3040' and <= '\u9fff';

    private static char[] Build()
    {
        var table = new char[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++)
        {
            var c = (char)i;
            table[i] = char.IsDigit(c) ? '0' : char.IsLetterOrDigit(c) ? FoldLetter(c) : IsMark(c) ? c : None;
        }

        return table;
    }

    private static char FoldLetter(char c)
    {
        var first = c is >= '\u0080' and < (char)LastAccented ? c.ToString().Normalize(NormalizationForm.FormD)[0] : c;
        return char.ToLowerInvariant(first) switch { 'ø' => 'o', 'đ' => 'd', 'ł' => 'l', 'ı' => 'i', var letter => letter };
    }

    // Vowel signs of the Indic scripts, Thai and Arabic points; the combining accents of Latin are left to the folded view.
    private static bool IsMark(char c) =>
        c > '\u0590' && char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark
        && c is not (>= '\ufe00' and <= '\ufe0f');
}
