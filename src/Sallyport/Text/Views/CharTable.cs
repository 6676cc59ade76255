using System.Globalization;
using System.Text;

namespace Sallyport.Text.Views;

/// <summary>The kinds of all UTF-16 code units, worked out once from the runtime's own Unicode data (about 64 KB, some milliseconds).</summary>
internal static class CharTable
{
    private static readonly CharKinds[] Kinds = Build();

    public static CharKinds Of(char c) => Kinds[c];

    /// <summary>Whether a reader sees nothing of this code point: control characters but for white space, Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt, of which
    /// the runtime knows the part that has the category Cf), and the marks of interlinear annotation.</summary>
    public static bool IsRemoved(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
    {
        UnicodeCategory.Control => codePoint is not ((>= '\t' and <= '\r') or 0x85),
        UnicodeCategory.Format => !IsVisibleFormat(codePoint),
        _ => IsOtherIgnorable(codePoint),
    };

    /// <summary>Whether a person takes it for a hyphen where it stands within a word: any dash.</summary>
    public static bool IsDash(char c) => c > 0x7F && CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.DashPunctuation;

    // Marks that stand before numbers and names and are drawn (Prepended_Concatenation_Mark), and the joiners of hieroglyphs.
    private static bool IsVisibleFormat(int codePoint) => codePoint is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD or (>= 0x13430 and <= 0x1343F);

    // Other_Default_Ignorable_Code_Point and Variation_Selector (PropList.txt).
    private static bool IsOtherIgnorable(int codePoint) => codePoint is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2065 or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF);

    private static CharKinds[] Build()
    {
        var kinds = new CharKinds[char.MaxValue + 1];
        for (var c = 0; c < kinds.Length; c++)
        {
            kinds[c] = KindsOf((char)c);
        }

        return kinds;
    }

    private static CharKinds KindsOf(char c)
    {
        if (char.IsSurrogate(c))
        {
            return CharKinds.Surrogate;
        }

        var kinds = CharKinds.None;
        var category = CharUnicodeInfo.GetUnicodeCategory(c);
        if (IsRemoved(c))
        {
            return CharKinds.Removed;
        }

        if (category <= UnicodeCategory.OtherLetter)
        {
            kinds = IsLatin(c) ? CharKinds.Latin : CharKinds.Foreign;
        }
        else if (category == UnicodeCategory.DecimalDigitNumber)
        {
            kinds = c < 0x80 ? CharKinds.Digit : CharKinds.Digit | CharKinds.Unstable;
        }

        if (c < 0x80)
        {
            return kinds;
        }

        if (LookAlikes.Of(c) != '\0')
        {
            kinds |= CharKinds.LookAlike;
        }

        // Ideographs, syllables and private use never change; skipping them keeps the start quick.
        if (c is (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uE000' and <= '\uF8FF'))
        {
            return kinds;
        }

        if (LookAlikes.ReadingOf(c) is not null || IsDash(c) || c == FoldReader.IdeographicStop || !IsStable(c))
        {
            kinds |= CharKinds.Unstable;
        }

        return Joins(c) ? kinds | CharKinds.Joins : kinds;
    }

    // By block: Latin-1, the Latin extensions, IPA, phonetic extensions and the letterlike small capitals among them.
    private static bool IsLatin(char c) => c is (>= 'A' and <= 'z') or 'ª' or 'º' or (>= '\u00C0' and <= '\u02AF')
        or (>= '\u1D00' and <= '\u1D25') or (>= '\u1D2C' and <= '\u1D5C') or (>= '\u1D62' and <= '\u1D77') or (>= '\u1D79' and <= '\u1DBE')
        or (>= '\u1E00' and <= '\u1EFF') or '\u2071' or '\u207F' or (>= '\u2090' and <= '\u209C') or (>= '\u212A' and <= '\u212B')
        or (>= '\u2C60' and <= '\u2C7F') or (>= '\uA722' and <= '\uA7FF') or (>= '\uAB30' and <= '\uAB64') or (>= '\uFB00' and <= '\uFB06')
        or (>= '\uFF21' and <= '\uFF3A') or (>= '\uFF41' and <= '\uFF5A');

    private static bool IsStable(char c)
    {
        // Some unassigned code points are refused by the normaliser, so none of them may stand in a run that it sees.
        Span<char> result = stackalloc char[64];
        return CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.OtherNotAssigned
            && new ReadOnlySpan<char>(in c).TryNormalize(result, out var written, NormalizationForm.FormKC)
            && written == 1 && result[0] == c;
    }

    private static bool Joins(char c)
    {
        if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.OtherNotAssigned)
        {
            return false;
        }

        Span<char> result = stackalloc char[64];
        var first = new ReadOnlySpan<char>(in c).TryNormalize(result, out var written, NormalizationForm.FormKD) && written > 0 ? result[0] : c;
        return CharUnicodeInfo.GetUnicodeCategory(first) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            || first is (>= '\u1160' and <= '\u11FF') or (>= '\uD7B0' and <= '\uD7FF');
    }
}
