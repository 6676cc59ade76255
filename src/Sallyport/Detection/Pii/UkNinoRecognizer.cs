using System.Buffers;
using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// United Kingdom national insurance numbers: two prefix letters, six digits, a suffix A to D (HMRC manual NIM39110), written together or in pairs.
/// </summary>
internal sealed class UkNinoRecognizer : NumberRecognizer
{
    private static readonly SearchValues<char> s_first = SearchValues.Create("ABCEGHJKLMNOPRSTWXYZ");
    private static readonly SearchValues<char> s_second = SearchValues.Create("ABCEGHJKLMNPRSTWXYZ");

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.UkNino];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var text = candidate.Text;
        var anchor = candidate.Anchor;
        var isSpaced = candidate.Start == anchor;
        var start = isSpaced ? anchor - 3 : candidate.Start;
        if (start < candidate.Lead || anchor - start != (isSpaced ? 3 : 2) || !IsPrefix(text[start], text[start + 1]))
        {
            return NumberMatch.None;
        }

        var (at, digits) = (anchor, 0);
        while (digits < 6)
        {
            var c = candidate.At(at);
            at++;
            if (char.IsAsciiDigit(c))
            {
                digits++;
            }
            else if (c != ' ' || digits is 0 or 1 or 3 or 5)
            {
                return NumberMatch.None;
            }
        }

        at += candidate.At(at) == ' ' ? 1 : 0;
        if (candidate.At(at) is not (>= 'A' and <= 'D') || char.IsAsciiLetterOrDigit(candidate.At(at + 1)))
        {
            return NumberMatch.None;
        }

        var end = at + 1;
        var form = candidate.IsAttached(start, end) ? 0.3f : 0.85f;
        return new(PiiKinds.UkNino, new TextSpan(start, end), candidate.Score(form, end, ContextCue.UkInsurance, isChecked: true));
    }

    private static bool IsPrefix(char first, char second) =>
        s_first.Contains(first) && s_second.Contains(second)
        && (first, second) is not (('B', 'G') or ('G', 'B') or ('K', 'N') or ('N', 'K') or ('N', 'T') or ('T', 'N') or ('Z', 'Z'));
}
