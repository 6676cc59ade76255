using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Payment card numbers, bare or in groups as they are printed. One random number in ten has the check digit, so a bare number of 16 digits is likely but not certain, and words
/// around it count. <see cref="GluedCardRecognizer"/> and <see cref="PartedCardRecognizer"/> know other ways to write one.
/// </summary>
internal sealed class PaymentCardRecognizer : NumberRecognizer
{
    // Groups of other lengths than the first have at least so many digits, but for the last.
    private const int LeastUnevenGroup = 4;

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.PaymentCard];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        if (candidate.DigitCount < CardNumbers.MinDigits)
        {
            return NumberMatch.None;
        }

        // From the longest on: a card whose security code follows is found without it.
        for (var i = candidate.RunCount - 1; i >= 0; i--)
        {
            var run = candidate.Runs[i];
            if (run.Total is < CardNumbers.MinDigits or > CardNumbers.MaxDigits)
            {
                continue;
            }

            var digits = candidate.Digits[..run.Total];
            if (CardNumbers.IsCard(digits))
            {
                return Judge(ref candidate, i);
            }
        }

        return NumberMatch.None;
    }

    private static NumberMatch Judge(ref NumberCandidate candidate, int last)
    {
        var (_, end, length) = candidate.Runs[last];
        var isAmount = candidate.IsAmount(candidate.Anchor, end);
        var isJoined = candidate.IsJoined(candidate.Anchor, end);
        var isInMiddle = last + 1 < candidate.RunCount && candidate.Runs[last + 1].Length == 4;
        var isGrouped = IsGrouped(ref candidate, [4, 4, 4, 4]) || IsGrouped(ref candidate, [4, 6, 5]);
        var form = length switch
        {
            // The first of several cards, or of a row of numbers that seldom begins as a card does.
            _ when isInMiddle => isGrouped && candidate.BeginsRow ? 0.6f : 0.3f,
            _ when isGrouped && (isAmount || isJoined) => 0.6f,
            _ when IsDecimal(ref candidate, last) => 0.02f,
            _ when isAmount => 0.3f,
            _ when isJoined && last == 0 && CardNumbers.IsUsualLength(candidate.Digits[..length]) => CardNumbers.WithinWord,
            _ when isJoined => 0.3f,
            _ when last == 0 => length is 16 ? 0.85f : length == 15 && candidate.Digits[0] == '3' ? 0.75f : 0.3f,
            _ when isGrouped => 0.95f,
            _ when IsGrouped(ref candidate, [4, 6, 4]) || IsGrouped(ref candidate, [4, 4, 4, 4, 3]) => 0.9f,
            _ => IsEvenlyParted(ref candidate, last) ? 0.6f : 0.3f,
        };
        return new(PiiKinds.PaymentCard, new TextSpan(candidate.Anchor, end), candidate.Score(form, end, ContextCue.Card, isChecked: true));
    }

    private static bool IsGrouped(ref NumberCandidate candidate, ReadOnlySpan<byte> lengths) => candidate.IsGrouped(lengths, out var separator) && separator != '\0';

    private static bool IsDecimal(ref NumberCandidate candidate, int last) => last == 1 && candidate.Text[candidate.Runs[0].End] == '.';

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
}
