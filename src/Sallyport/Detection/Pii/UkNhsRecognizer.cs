using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>NHS numbers: ten digits, the last of them modulus 11 (NHS Data Dictionary, "NHS Number"). Telephones look the same, so words must name them.</summary>
internal sealed class UkNhsRecognizer : NumberRecognizer
{
    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.UkNhs];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var last = candidate.RunEndingAt(10);
        if (last is not (0 or 2) || (last == 2 && !candidate.IsGrouped([3, 3, 4], out _)))
        {
            return NumberMatch.None;
        }

        var digits = candidate.Digits[..10];
        var check = 11 - (CheckDigits.WeightedSum(digits[..9], 2) % 11);
        if ((check == 11 ? 0 : check) != digits[9] - '0' || CheckDigits.AllSame(digits))
        {
            return NumberMatch.None;
        }

        var end = candidate.Runs[last].End;
        return new(PiiKinds.UkNhs, new TextSpan(candidate.Anchor, end), candidate.Score(0.35f, end, ContextCue.UkHealth, isChecked: true));
    }
}
