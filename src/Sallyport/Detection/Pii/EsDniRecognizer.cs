using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Spanish identity numbers: eight digits and a letter (DNI), or X, Y or Z, seven digits and a letter (NIE). The letter is the number modulo 23 (Real Decreto
/// 1553/2005; Orden INT/2058/2008). Points between thousands and a hyphen before the letter may stand.
/// </summary>
internal sealed class EsDniRecognizer : NumberRecognizer
{
    private const string Letters = "TRWAGMYFPDXBNJZSQVHLCKE";

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.EsDni];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var anchor = candidate.Anchor;
        var start = anchor;
        var (value, count) = (0, 0);
        if (LeadingLetter(ref candidate) is { } lead)
        {
            start = lead;
            value = candidate.Text[lead] - 'X';
            count = 1;
        }
        else if (candidate.Start != anchor)
        {
            return NumberMatch.None;
        }

        var length = candidate.End - anchor + count;
        if (length is not (1 or 2 or 8 or 9))
        {
            return NumberMatch.None;
        }

        var at = anchor;
        while (count < 8)
        {
            var c = candidate.At(at);
            at++;
            if (char.IsAsciiDigit(c))
            {
                value = (value * 10) + c - '0';
                count++;
            }
            else if (c != '.' || count is not (2 or 5))
            {
                return NumberMatch.None;
            }
        }

        var isParted = candidate.At(at) is '-' or ' ';
        at += isParted ? 1 : 0;
        if (candidate.At(at) != Letters[value % Letters.Length] || char.IsAsciiLetterOrDigit(candidate.At(at + 1)))
        {
            return NumberMatch.None;
        }

        var end = at + 1;
        var form = candidate.IsAttached(start, end) ? 0.2f : isParted && candidate.Text[at - 1] == ' ' ? 0.4f : 0.85f;
        return new(PiiKinds.EsDni, new TextSpan(start, end), candidate.Score(form, end, ContextCue.SpanishIdentity, isChecked: true));
    }

    private static int? LeadingLetter(ref NumberCandidate candidate)
    {
        var anchor = candidate.Anchor;
        var text = candidate.Text;
        if (candidate.Start == anchor - 1 && text[anchor - 1] is 'X' or 'Y' or 'Z')
        {
            return anchor - 1;
        }

        var isParted = candidate.Start == anchor && candidate.Lead == anchor - 2 && text[anchor - 1] == '-' && !char.IsAsciiLetterOrDigit(candidate.Before(anchor - 2));
        return isParted ? anchor - 2 : null;
    }
}
