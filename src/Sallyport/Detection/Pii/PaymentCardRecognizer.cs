using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Payment card numbers: an issuer's range and length (ISO/IEC 7812-1; ranges as the networks publish them: Visa, Mastercard, American Express, Discover,
/// Diners Club, JCB, UnionPay, Maestro, Mir, RuPay, Elo) and the Luhn digit. One random number in ten has that digit, so a bare number
/// of 16 digits is likely but not certain, and words around it count.
/// </summary>
internal sealed class PaymentCardRecognizer : NumberRecognizer
{
    private const int MinDigits = 13;
    private const int MaxDigits = 19;

    // Groups of other lengths than the first have at least so many digits, but for the last.
    private const int LeastUnevenGroup = 4;

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.PaymentCard];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        if (candidate.DigitCount < MinDigits)
        {
            return NumberMatch.None;
        }

        // From the longest on: a card whose security code follows is found without it.
        for (var i = candidate.RunCount - 1; i >= 0; i--)
        {
            var run = candidate.Runs[i];
            if (run.Total is < MinDigits or > MaxDigits)
            {
                continue;
            }

            var digits = candidate.Digits[..run.Total];
            if (IsIssued(digits) && CheckDigits.Luhn(digits) && !CheckDigits.AllSame(digits))
            {
                return Judge(ref candidate, i);
            }
        }

        return NumberMatch.None;
    }

    private static NumberMatch Judge(ref NumberCandidate candidate, int last)
    {
        var (_, end, length) = candidate.Runs[last];
        var isAttached = candidate.IsAttached(candidate.Anchor, end);
        var isInMiddle = last + 1 < candidate.RunCount && candidate.Runs[last + 1].Length == 4;
        var isGrouped = candidate.IsGrouped([4, 4, 4, 4], out _) || candidate.IsGrouped([4, 6, 5], out _);
        var form = length switch
        {
            // The first of several cards, or of a row of numbers that seldom begins as a card does.
            _ when isInMiddle => isGrouped && candidate.BeginsRow ? 0.6f : 0.3f,
            _ when isAttached => isGrouped ? 0.6f : 0.3f,
            _ when last == 0 => length is 16 ? 0.85f : length == 15 && candidate.Digits[0] == '3' ? 0.75f : 0.3f,
            _ when isGrouped => 0.95f,
            _ when candidate.IsGrouped([4, 6, 4], out _) || candidate.IsGrouped([4, 4, 4, 4, 3], out _) => 0.9f,
            _ => IsEvenlyParted(ref candidate, last) ? 0.6f : 0.3f,
        };
        return new(PiiKinds.PaymentCard, new TextSpan(candidate.Anchor, end), candidate.Score(form, end, ContextCue.Card, isChecked: true));
    }

    // The coordinates of a drawing are digits parted by points and signs of every kind; a row of small numbers goes on before or behind, or has some of one digit and some of two.
    private static bool IsEvenlyParted(ref NumberCandidate candidate, int last)
    {
        if (!candidate.StandsAlone(last))
        {
            return false;
        }

        var first = candidate.Runs[0].Length;
        var separator = candidate.Text[candidate.Runs[0].End];
        for (var i = 0; i <= last; i++)
        {
            var run = candidate.Runs[i];
            if (run.Length != first && (first < LeastUnevenGroup || (run.Length < LeastUnevenGroup && i < last)))
            {
                return false;
            }

            var gap = i == 0 ? candidate.Text.Slice(run.End, 1) : candidate.Text[candidate.Runs[i - 1].End..run.Start];
            if (gap.Length != 1 || gap[0] is '.' or '/' || gap[0] != separator)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIssued(ReadOnlySpan<char> digits)
    {
        var six = int.Parse(digits[..6], System.Globalization.CultureInfo.InvariantCulture);
        var four = six / 100;
        var length = digits.Length;
        return digits[0] switch
        {
            '2' => (four is >= 2221 and <= 2720 && length == 16) || (four is >= 2200 and <= 2204 && length >= 16),
            '3' => (four / 100 is 34 or 37 && length == 15)
                || (four is >= 3528 and <= 3589 && length >= 16)
                || ((four is >= 3000 and <= 3059 or 3095 || four / 100 is 36 or 38 or 39) && length is 14 or >= 16),
            '4' => length is 13 or 16 or 19,
            '5' => (four / 100 is >= 51 and <= 55 && length == 16) || four / 100 is 50 or (>= 56 and <= 58),
            '6' => (four == 6011 || four / 100 == 65 || four / 10 is >= 644 and <= 649 || four / 100 is 60 or 62) && length >= 16 || four is 6304 or 6759 or (>= 6761 and <= 6763),
            '8' => four / 100 is 81 or 82 && length == 16,
            '9' => four == 9792 && length == 16,
            _ => false,
        };
    }
}
