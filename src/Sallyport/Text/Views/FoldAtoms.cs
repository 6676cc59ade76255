using System.Globalization;
using System.Text;

namespace Sallyport.Text.Views;

/// <summary>Reads a text atom by atom, each the way a person or a model would. An atom depends on its own characters, the one after and whether ASCII stood before.</summary>
internal sealed class FoldAtoms
{
    /// <summary>The longest cluster that is normalised as one; a longer one is cut.</summary>
    public const int MaxCluster = 32;

    // 32 code units under form KC: the longest single expansion is 18 (U+FDFA), of a mark at most 4.
    private readonly char[] _reading = new char[256];

    /// <summary>Reads the atom at the start of <paramref name="text"/>, or returns false where what follows decides.</summary>
    /// <param name="text">Not empty.</param>
    /// <param name="isComplete">Whether nothing follows.</param>
    /// <param name="afterAscii">Whether the character read before is an ASCII one: marks on it are dropped, since it has left by itself.</param>
    /// <param name="atom">Valid until the next call.</param>
    public bool TryRead(ReadOnlySpan<char> text, bool isComplete, bool afterAscii, out FoldAtom atom)
    {
        var c = text[0];
        var kinds = CharTable.Of(c);
        atom = new(1, default, false, kinds);
        if (c is '&' or '%')
        {
            var escape = c == '&' ? HtmlEntity.Read(text, isComplete) : PercentEscape.Read(text, isComplete);
            if (escape.IsFound)
            {
                atom = Character(escape.Length, escape.CodePoint);
            }

            return !escape.NeedsMore;
        }

        if ((kinds & CharKinds.Removed) != 0)
        {
            atom = new(1, default, true, CharKinds.Removed);
            return true;
        }

        if (c < 0x80)
        {
            return true;
        }

        if (afterAscii && (kinds & CharKinds.Joins) != 0 && IsAttached(c))
        {
            atom = new(1, default, true, CharKinds.Removed);
            return true;
        }

        if ((kinds & CharKinds.Surrogate) == 0)
        {
            return TryReadCluster(text, 1, isComplete, c, ref atom);
        }

        if (!char.IsHighSurrogate(c) || (text.Length == 1 && isComplete))
        {
            return true;
        }

        if (text.Length == 1)
        {
            return false;
        }

        if (!char.IsLowSurrogate(text[1]))
        {
            return true;
        }

        var codePoint = char.ConvertToUtf32(c, text[1]);
        if (CharTable.IsRemoved(codePoint))
        {
            atom = Character(2, codePoint);
            return true;
        }

        return TryReadCluster(text, 2, isComplete, codePoint, ref atom);
    }

    private static bool IsAttached(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private bool TryReadCluster(ReadOnlySpan<char> text, int baseLength, bool isComplete, int codePoint, ref FoldAtom atom)
    {
        if (LookAlikes.ReadingOf(codePoint) is { } plain)
        {
            atom = new(baseLength, plain, true, CharTable.Of(plain[0]));
            return true;
        }

        if (CharUnicodeInfo.GetUnicodeCategory(codePoint) == UnicodeCategory.OtherNotAssigned)
        {
            atom = new(baseLength, default, false, CharKinds.None);
            return true;
        }

        var end = baseLength;
        while (end < text.Length && end < MaxCluster && (CharTable.Of(text[end]) & CharKinds.Joins) != 0)
        {
            end++;
        }

        if (end == text.Length && end < MaxCluster && !isComplete)
        {
            return false;
        }

        var source = text[..end];
        var mayChange = end > baseLength || baseLength == 2 || (CharTable.Of(text[0]) & CharKinds.Unstable) != 0;
        var reading = mayChange ? Normalize(source) : source;
        atom = Atom(end, reading, !reading.SequenceEqual(source));
        return true;
    }

    private FoldAtom Character(int length, int codePoint)
    {
        // Tag characters spell ASCII (Unicode 23.9), unseen by people and read by models.
        if (codePoint is >= 0xE0020 and <= 0xE007E)
        {
            _reading[0] = (char)(codePoint - 0xE0000);
            return new(length, _reading.AsSpan(0, 1), true, CharTable.Of(_reading[0]));
        }

        if (CharTable.IsRemoved(codePoint))
        {
            return new(length, default, true, CharKinds.Removed);
        }

        if (LookAlikes.ReadingOf(codePoint) is { } plain)
        {
            return new(length, plain, true, CharTable.Of(plain[0]));
        }

        Span<char> units = stackalloc char[2];
        var count = new Rune(codePoint).EncodeToUtf16(units);
        var isAssigned = CharUnicodeInfo.GetUnicodeCategory(codePoint) != UnicodeCategory.OtherNotAssigned;
        if (isAssigned && codePoint >= 0x80)
        {
            return Atom(length, Normalize(units[..count]), true);
        }

        units[..count].CopyTo(_reading);
        return Atom(length, _reading.AsSpan(0, count), true);
    }

    private static FoldAtom Atom(int length, ReadOnlySpan<char> reading, bool differs)
    {
        var first = reading[0];
        var kinds = CharTable.Of(first);
        var latin = '\0';
        if ((kinds & CharKinds.LookAlike) != 0 && AreMarks(reading[1..]))
        {
            latin = LookAlikes.Of(first);
        }

        return new(length, reading, differs, Kinds(first, kinds), latin, latin != '\0' && LookAlikes.IsClose(first));
    }

    // Letters beyond the first plane are foreign ones; folding needs to know no more of them.
    private static CharKinds Kinds(char first, CharKinds kinds) => (kinds & CharKinds.Surrogate) != 0 && char.IsHighSurrogate(first) && first < '\uD83C'
        ? CharKinds.Foreign
        : kinds & ~CharKinds.Surrogate;

    private static bool AreMarks(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!IsAttached(c))
            {
                return false;
            }
        }

        return true;
    }

    private ReadOnlySpan<char> Normalize(scoped ReadOnlySpan<char> text)
    {
        if (!text.TryNormalize(_reading, out var written, NormalizationForm.FormKC) || written == 0)
        {
            text.CopyTo(_reading);
            return _reading.AsSpan(0, text.Length);
        }

        var reading = _reading.AsSpan(0, written);
        var digit = written switch
        {
            1 => CharUnicodeInfo.GetDecimalDigitValue(reading[0]),
            2 when char.IsSurrogatePair(reading[0], reading[1]) => SupplementaryDigit(char.ConvertToUtf32(reading[0], reading[1])),
            _ => -1,
        };
        if (digit >= 0)
        {
            reading[0] = (char)('0' + digit);
            return reading[..1];
        }

        return reading;
    }

    private static int SupplementaryDigit(int codePoint) =>
        CharUnicodeInfo.GetUnicodeCategory(codePoint) == UnicodeCategory.DecimalDigitNumber ? (int)Rune.GetNumericValue(new Rune(codePoint)) : -1;
}
