using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// German tax identification numbers: eleven digits, no leading zero, of the first ten one digit twice or thrice and never thrice in a row, check digit ISO/IEC 7064
/// MOD 11,10 (Bundeszentralamt für Steuern, "Steueridentifikationsnummer").
/// </summary>
internal sealed class DeTaxIdRecognizer : NumberRecognizer
{
    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.DeTaxId];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var last = candidate.RunEndingAt(11);
        var separator = '\0';
        if (last is not (0 or 3) || (last == 3 && !candidate.IsGrouped([2, 3, 3, 3], out separator)))
        {
            return NumberMatch.None;
        }

        var digits = candidate.Digits[..11];
        if (digits[0] == '0' || !HasOneRepetition(digits[..10]) || !CheckDigits.Mod11Mod10(digits))
        {
            return NumberMatch.None;
        }

        var end = candidate.Runs[last].End;
        var form = separator != '\0' ? 0.7f : 0.3f;
        return new(PiiKinds.DeTaxId, new TextSpan(candidate.Anchor, end), candidate.Score(form, end, ContextCue.GermanTax, isChecked: true));
    }

    private static bool HasOneRepetition(ReadOnlySpan<char> digits)
    {
        var (repeated, most) = (0, 0);
        for (var digit = '0'; digit <= '9'; digit++)
        {
            var count = digits.Count(digit);
            repeated += count > 1 ? 1 : 0;
            most = Math.Max(most, count);
        }

        if (repeated != 1 || most > 3)
        {
            return false;
        }

        for (var i = 2; i < digits.Length; i++)
        {
            if (digits[i] == digits[i - 1] && digits[i] == digits[i - 2])
            {
                return false;
            }
        }

        return true;
    }
}
