using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Italian tax codes: three letters of the surname, three of the forename, year, month letter, day, place and a check letter (Decreto ministeriale 23/12/1976), digits
/// replaced by letters where two people would share one (omocodia).
/// </summary>
internal sealed class ItCodiceFiscaleRecognizer : NumberRecognizer
{
    private const int Length = 16;
    private const string MonthLetters = "ABCDEHLMPRST";
    private const string ReplacedDigits = "LMNPQRSTUV";

    // What a character at an odd place, counted from 1, adds: for A to Z; the digits 0 to 9 add what A to J do (annex of the decree).
    private static readonly byte[] s_odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.ItCodiceFiscale];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        if (candidate.End - candidate.Start != Length)
        {
            return NumberMatch.None;
        }

        Span<char> code = stackalloc char[Length];
        candidate.Token.ToUpperInvariant(code);
        return HasForm(code) && Check(code) == code[15]
            ? new(PiiKinds.ItCodiceFiscale, new TextSpan(candidate.Start, candidate.End), 0.98f)
            : NumberMatch.None;
    }

    private static bool HasForm(ReadOnlySpan<char> code)
    {
        for (var i = 0; i < Length; i++)
        {
            var isDigitPlace = i is 6 or 7 or 9 or 10 or 12 or 13 or 14;
            var fits = isDigitPlace ? DigitAt(code[i]) >= 0 : char.IsAsciiLetter(code[i]);
            if (!fits)
            {
                return false;
            }
        }

        // A woman's day of birth is told by 40 more.
        var day = (DigitAt(code[9]) * 10) + DigitAt(code[10]);
        return MonthLetters.Contains(code[8], StringComparison.Ordinal) && day is (>= 1 and <= 31) or (>= 41 and <= 71);
    }

    private static int DigitAt(char c) => char.IsAsciiDigit(c) ? c - '0' : ReplacedDigits.IndexOf(c, StringComparison.Ordinal);

    private static char Check(ReadOnlySpan<char> code)
    {
        var sum = 0;
        for (var i = 0; i < Length - 1; i++)
        {
            var value = char.IsAsciiDigit(code[i]) ? code[i] - '0' : code[i] - 'A';
            sum += (i & 1) == 0 ? s_odd[value] : value;
        }

        return (char)('A' + (sum % 26));
    }
}
