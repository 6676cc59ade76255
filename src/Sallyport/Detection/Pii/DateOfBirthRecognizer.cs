using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Dates that words name as someone's birth: "born 7 May 1962", "DOB 05/03/1982", "geboren am 14.05.1968", "né le 1999-08-26", "nacido el 5 de mayo de 1990". Day and month
/// in either order, years from 1900 to 2049. Misses dates without a year and dates that no word names.
/// </summary>
internal sealed class DateOfBirthRecognizer : NumberRecognizer
{
    private const int FirstYear = 1900;
    private const int LastYear = 2049;

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.DateOfBirth];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        if (candidate.Start != candidate.Anchor || (candidate.End - candidate.Start) is not (<= 4 or 8))
        {
            return NumberMatch.None;
        }

        var span = Numeric(ref candidate) ?? Named(ref candidate);
        if (span is not { } found || char.IsAsciiLetterOrDigit(candidate.Before(found.Start)) || char.IsAsciiDigit(candidate.At(found.End)))
        {
            return NumberMatch.None;
        }

        var isNamed = (candidate.CueBefore() & ContextCue.Birth) != 0
            || (candidate.CueBefore() == ContextCue.None && (candidate.CueAfter(found.End) & ContextCue.Birth) != 0);
        return isNamed ? new(PiiKinds.DateOfBirth, found, 0.95f) : NumberMatch.None;
    }

    private static TextSpan? Numeric(ref NumberCandidate candidate)
    {
        var digits = candidate.Digits;
        if (candidate.RunCount > 0 && candidate.Runs[0].Length == 8)
        {
            return IsDate(Value(digits[..4]), Value(digits[4..6]), Value(digits[6..8])) ? new(candidate.Anchor, candidate.Runs[0].End) : null;
        }

        if (candidate.RunCount < 3 || !IsParted(ref candidate))
        {
            return null;
        }

        var (first, second, third) = (candidate.Runs[0], candidate.Runs[1], candidate.Runs[2]);
        if (Math.Max(first.Length, Math.Max(second.Length, third.Length)) > 4)
        {
            return null;
        }

        var (a, b, c) = (Value(candidate.Text[first.Start..first.End]), Value(candidate.Text[second.Start..second.End]), Value(candidate.Text[third.Start..third.End]));
        var isDate = (first.Length, second.Length, third.Length) switch
        {
            (4, <= 2, <= 2) => IsDate(a, b, c),
            (<= 2, <= 2, 4) => IsDate(c, b, a) || IsDate(c, a, b),
            (<= 2, <= 2, 2) => IsDate(FirstYear + c, b, a) || IsDate(FirstYear + c, a, b),
            _ => false,
        };
        return isDate ? new(first.Start, third.End) : null;
    }

    private static bool IsParted(ref NumberCandidate candidate)
    {
        var first = candidate.Text[candidate.Runs[0].End..candidate.Runs[1].Start];
        var second = candidate.Text[candidate.Runs[1].End..candidate.Runs[2].Start];
        return first.SequenceEqual(second) && first.Trim(' ') is "/" or "-" or "." or "" or "\u2010" or "\u2011" or "\u2012" or "\u2013" or "\u2014" or "\u2212";
    }

    private static TextSpan? Named(ref NumberCandidate candidate)
    {
        var dayDigits = candidate.Anchor;
        while (char.IsAsciiDigit(candidate.At(dayDigits)))
        {
            dayDigits++;
        }

        if (dayDigits - candidate.Anchor > 2 || !IsOrdinal(candidate.Text[dayDigits..candidate.End]))
        {
            return null;
        }

        var day = Value(candidate.Text[candidate.Anchor..dayDigits]);
        var month = Months.Before(candidate.Text[..candidate.Anchor], out var start);
        var at = candidate.End;
        if (month == 0)
        {
            start = candidate.Anchor;
            month = MonthAfter(ref candidate, ref at);
        }

        if (month == 0 || Year(ref candidate, ref at) is not { } year)
        {
            return null;
        }

        return IsDate(year, month, day) ? new(start, at) : null;
    }

    // "20 September", "20. September", "20th of September", "20-Sep", "5 de mayo".
    private static int MonthAfter(ref NumberCandidate candidate, ref int at)
    {
        for (var words = 0; words < 2; words++)
        {
            SkipGap(ref candidate, ref at);
            var start = at;
            while (at - start < 12 && char.IsLetter(candidate.At(at)))
            {
                at++;
            }

            if (at == start || at == candidate.Text.Length)
            {
                return Months.Of(candidate.Text[start..at]);
            }

            var word = candidate.Text[start..at];
            if (word is not ("of" or "de" or "di"))
            {
                return Months.Of(word);
            }
        }

        return 0;
    }

    private static int? Year(ref NumberCandidate candidate, ref int at)
    {
        SkipGap(ref candidate, ref at);
        if (candidate.At(at) == 'd' && candidate.At(at + 1) == 'e' && candidate.At(at + 2) == ' ')
        {
            at += 3;
        }

        var start = at;
        while (at - start < 4 && char.IsAsciiDigit(candidate.At(at)))
        {
            at++;
        }

        return at - start == 4 && !char.IsAsciiLetterOrDigit(candidate.At(at)) ? Value(candidate.Text[start..at]) : null;
    }

    private static void SkipGap(ref NumberCandidate candidate, ref int at)
    {
        for (var i = 0; i < 2 && candidate.At(at) is ' ' or '.' or ',' or '-' or '/'; i++)
        {
            at++;
        }
    }

    private static bool IsOrdinal(ReadOnlySpan<char> suffix) => suffix is "" or "st" or "nd" or "rd" or "th" or "er" or "o";

    private static bool IsDate(int year, int month, int day) =>
        year is >= FirstYear and <= LastYear && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    private static int Value(ReadOnlySpan<char> digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
}
