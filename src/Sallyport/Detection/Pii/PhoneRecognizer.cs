using System.Buffers;
using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Telephone numbers (ITU-T E.164), told by a plus, by the punctuation of a numbering plan, or by a word before them, and weighed by whether the
/// plan has such numbers. Seven to fifteen digits. Misses short numbers, letters for digits, and bare national numbers that no word names.
/// </summary>
internal sealed class PhoneRecognizer : NumberRecognizer
{
    private const int MinDigits = 7;
    private const int MaxDigits = 15;
    private const int FieldReach = 64;
    private const int LongestMark = 9;
    private const int LongestExtension = 6;

    private static readonly SearchValues<char> s_fieldEnds = SearchValues.Create(" ;,|\t");

    private const int NorthAmerica = 1;
    private const int France = 33;
    private const int Britain = 44;
    private const int Germany = 49;

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.Phone];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var last = LastRun(ref candidate);
        if (last < 0)
        {
            return NumberMatch.None;
        }

        if (HasPlus(ref candidate))
        {
            return International(ref candidate, last);
        }

        return LooksLikeDate(ref candidate) || LooksLikeAddress(ref candidate) ? NumberMatch.None : National(ref candidate, last);
    }

    private static bool HasPlus(ref NumberCandidate candidate)
    {
        var anchor = candidate.Anchor;
        var sign = candidate.Before(anchor) == '(' ? anchor - 1 : anchor;
        return candidate.Before(sign) == '+' && !char.IsAsciiLetterOrDigit(candidate.Before(sign - 1));
    }

    private static int LastRun(ref NumberCandidate candidate)
    {
        var last = candidate.RunCount - 1;
        while (last >= 0 && candidate.Runs[last].Total > MaxDigits)
        {
            last--;
        }

        return last >= 0 && candidate.Runs[last].Total >= MinDigits ? last : -1;
    }

    // A number may be followed by another: the longest that the plan has is taken, or the longest.
    private static NumberMatch International(ref NumberCandidate candidate, int last)
    {
        var start = candidate.Before(candidate.Anchor) == '(' ? candidate.Anchor - 2 : candidate.Anchor - 1;
        for (var i = last; i >= 0 && i > last - 3 && candidate.Runs[i].Total >= MinDigits; i--)
        {
            if (PhoneNumbering.IsInternational(candidate.Digits[..candidate.Runs[i].Total]))
            {
                return Judge(ref candidate, start, i, 0.94f);
            }
        }

        // Written as North Americans write it, it is a telephone's even where the plan has no such area: 555 is what examples and forms are filled with.
        if (candidate.Digits[0] == '1' && NorthAmericanEnd(ref candidate) is { } american)
        {
            return Judge(ref candidate, start, american, 0.65f);
        }

        return IsCalled(ref candidate, start)
            ? Called(ref candidate, start, last, form: 0)
            : Judge(ref candidate, start, last, candidate.Runs[last].Total > 8 ? 0.4f : 0.2f);
    }

    private static NumberMatch National(ref NumberCandidate candidate, int last)
    {
        var start = candidate.Anchor;
        if (candidate.Before(start) == '(' && candidate.Text[start..candidate.Runs[last].End].Contains(')'))
        {
            start--;
        }

        var isCalled = IsCalled(ref candidate, start);
        var form = Written(ref candidate, start, ref last);
        if (form == 0 && !isCalled)
        {
            return NumberMatch.None;
        }

        // Named by a word, or right after an e-mail address in a record, it is a telephone number whatever the plan.
        return isCalled
            ? Called(ref candidate, start, last, form)
            : Judge(ref candidate, start, last, form);
    }

    private static NumberMatch Called(ref NumberCandidate candidate, int start, int last, float form)
    {
        var (_, end, total) = candidate.Runs[last];
        var isAttached = candidate.IsAttached(start, end);
        var prior = form > 0 ? form : isAttached ? 0.02f : PhoneNumbering.IsInternational(candidate.Digits[..total]) ? 0.3f : 0.12f;
        return new(PiiKinds.Phone, new TextSpan(start, ExtensionEnd(ref candidate, end)), Likelihood.Shift(prior, Likelihood.Named));
    }

    private static NumberMatch Judge(ref NumberCandidate candidate, int start, int last, float form)
    {
        var end = candidate.Runs[last].End;
        var prior = candidate.IsAttached(start, end) ? 0.1f : form;
        var score = candidate.Score(prior, end, ContextCue.Phone, isChecked: form > 0.8f);
        return new(PiiKinds.Phone, new TextSpan(start, score < NumberDetector.Threshold ? end : ExtensionEnd(ref candidate, end)), score);
    }

    /// <summary>Where a number ends with its extension: "x887", "ext. 887", "#887"; where it has none, as before.</summary>
    private static int ExtensionEnd(ref NumberCandidate candidate, int end)
    {
        var at = end;
        while (at < end + 2 && candidate.At(at) is ' ' or ',')
        {
            at++;
        }

        var mark = at;
        while (at < mark + LongestMark && char.IsAsciiLetter(candidate.At(at)))
        {
            at++;
        }

        if (at == mark && candidate.At(at) == '#')
        {
            at++;
        }
        else if (candidate.Text[Math.Min(mark, candidate.Text.Length)..Math.Min(at, candidate.Text.Length)] is not ("x" or "X" or "ext" or "Ext" or "EXT" or "extension"))
        {
            return end;
        }

        while (at < mark + LongestMark + 2 && candidate.At(at) is ' ' or '.' or ':')
        {
            at++;
        }

        var digits = at;
        while (at < digits + LongestExtension && char.IsAsciiDigit(candidate.At(at)))
        {
            at++;
        }

        return at == digits || char.IsAsciiLetterOrDigit(candidate.At(at)) ? end : at;
    }

    private static bool IsCalled(ref NumberCandidate candidate, int start) =>
        (candidate.CueBefore() & ContextCue.Phone) != 0 || FollowsMailField(ref candidate, start);

    // How likely the punctuation alone makes it; asks the plan only where the punctuation fits one.
    private static float Written(ref NumberCandidate candidate, int start, ref int last)
    {
        if (last == 0)
        {
            return 0;
        }

        if (NorthAmericanEnd(ref candidate) is { } american)
        {
            var isValid = PhoneNumbering.IsNational(NorthAmerica, candidate.Digits[..candidate.Runs[american].Total]);
            var gap = candidate.Text[candidate.Runs[american - 1].End];
            var hasBrackets = start < candidate.Anchor || candidate.Text[candidate.Runs[american - 2].End] == ')';
            last = american;
            return (hasBrackets, gap) switch
            {
                (true, _) => isValid ? 0.92f : 0.65f,
                (_, '-') => isValid ? 0.85f : 0.6f,
                (_, '.') => isValid ? 0.7f : 0,
                _ => isValid ? 0.55f : 0,
            };
        }

        return candidate.Digits[0] == '0' ? WrittenWithTrunk(ref candidate, last) : 0;
    }

    private static float WrittenWithTrunk(ref NumberCandidate candidate, int last)
    {
        var total = candidate.Runs[last].Total;
        var digits = candidate.Digits[..total];
        if (digits[1] == '0')
        {
            return total > 9 && PhoneNumbering.IsInternational(digits[2..]) ? 0.65f : 0;
        }

        if (total is < 9 or > 12 || candidate.Runs[0].Length < 2)
        {
            return 0;
        }

        if (candidate.RunCount == 5 && candidate.IsGrouped([2, 2, 2, 2, 2], out var separator))
        {
            return separator is ' ' or '.' && PhoneNumbering.IsNational(France, digits) ? 0.85f : 0;
        }

        var isSpaced = candidate.Text[candidate.Runs[0].End] is ' ' or ')';
        if (isSpaced && total is 10 or 11 && PhoneNumbering.IsNational(Britain, digits))
        {
            return 0.7f;
        }

        return candidate.Text[candidate.Runs[0].End] is '/' or ' ' or ')' && PhoneNumbering.IsNational(Germany, digits) ? 0.55f : 0;
    }

    private static int? NorthAmericanEnd(ref NumberCandidate candidate)
    {
        var first = candidate.Runs[0].Length == 1 && candidate.Digits[0] == '1' ? 1 : 0;
        if (candidate.RunCount < first + 3)
        {
            return null;
        }

        var (area, exchange, line) = (candidate.Runs[first], candidate.Runs[first + 1], candidate.Runs[first + 2]);
        var fits = area.Length == 3 && exchange.Length == 3 && line.Length == 4 && candidate.Text[area.Start] >= '2';
        return fits ? first + 2 : null;
    }

    private static bool LooksLikeDate(ref NumberCandidate candidate)
    {
        if (candidate.RunCount < 3)
        {
            return false;
        }

        var (first, second, third) = (candidate.Runs[0], candidate.Runs[1], candidate.Runs[2]);
        var isYearFirst = first.Length == 4 && second.Length <= 2 && third.Length <= 2 && candidate.Digits[0] is '1' or '2';
        var isYearLast = first.Length <= 2 && second.Length <= 2 && third.Length == 4 && candidate.Text[third.Start] is '1' or '2' && candidate.RunCount == 3;
        return (isYearFirst || isYearLast) && candidate.Text[first.End] == candidate.Text[second.End] && candidate.Text[first.End] is '-' or '/' or '.';
    }

    // Versions, Internet addresses and decimals: points, and parts that no plan writes.
    private static bool LooksLikeAddress(ref NumberCandidate candidate)
    {
        if (candidate.RunCount < 2 || candidate.Text[candidate.Runs[0].End] != '.')
        {
            return false;
        }

        return candidate.RunCount == 2 || candidate.Runs[0].Length == 1 || (candidate.RunCount >= 4 && candidate.Runs[3].Total <= 12 && candidate.Runs[0].Length != 2);
    }

    // "name;mail@example.com;5551234567": what a contact's record holds after the mail address.
    private static bool FollowsMailField(ref NumberCandidate candidate, int start)
    {
        var separator = candidate.Before(start);
        if (separator is not (';' or ',' or '|' or '\t'))
        {
            return false;
        }

        var before = candidate.Text[Math.Max(0, start - FieldReach)..(start - 1)];
        var field = before[(before.LastIndexOfAny(s_fieldEnds) + 1)..];
        var at = field.IndexOf('@');
        return at > 0 && field[at..].Contains('.');
    }
}
