using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>Canadian social insurance numbers: nine digits, none issued under 0 or 8, Luhn's check digit (Employment and Social Development Canada, "SIN Code of Practice").</summary>
internal sealed class CaSinRecognizer : NumberRecognizer
{
    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.CaSin];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var last = candidate.RunEndingAt(9);
        if (last is not (0 or 2) || (last == 2 && !candidate.IsGrouped([3, 3, 3], out _)))
        {
            return NumberMatch.None;
        }

        var digits = candidate.Digits[..9];
        if (digits[0] is '0' or '8' || !CheckDigits.Luhn(digits) || CheckDigits.AllSame(digits))
        {
            return NumberMatch.None;
        }

        var end = candidate.Runs[last].End;
        var form = candidate.IsAttached(candidate.Anchor, end) ? 0.05f : last == 2 ? 0.4f : 0.12f;
        return new(PiiKinds.CaSin, new TextSpan(candidate.Anchor, end), candidate.Score(form, end, ContextCue.CanadianSocial, isChecked: true));
    }
}
