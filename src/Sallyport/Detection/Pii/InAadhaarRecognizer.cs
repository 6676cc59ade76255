using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>Indian Aadhaar numbers: twelve digits, the first 2 to 9, Verhoeff's check digit (UIDAI, "UID Numbering Scheme").</summary>
internal sealed class InAadhaarRecognizer : NumberRecognizer
{
    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.InAadhaar];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var last = candidate.RunEndingAt(12);
        var separator = '\0';
        if (last is not (0 or 2) || (last == 2 && !candidate.IsGrouped([4, 4, 4], out separator)))
        {
            return NumberMatch.None;
        }

        var digits = candidate.Digits[..12];
        if (digits[0] is '0' or '1' || CheckDigits.AllSame(digits) || !CheckDigits.Verhoeff(digits))
        {
            return NumberMatch.None;
        }

        var end = candidate.Runs[last].End;
        var isInMiddle = last + 1 < candidate.RunCount && candidate.Runs[last + 1].Length == 4;
        var form = candidate.IsAttached(candidate.Anchor, end) || isInMiddle ? 0.05f : separator != '\0' ? 0.75f : 0.25f;
        return new(PiiKinds.InAadhaar, new TextSpan(candidate.Anchor, end), candidate.Score(form, end, ContextCue.IndianIdentity, isChecked: true));
    }
}
