using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// United States social security numbers (area, group and serial as the Social Security Administration has issued them since 2011: no area 000, 666 or 9xx, no group
/// 00, no serial 0000) and individual taxpayer numbers (area 9xx, groups 50-65, 70-88, 90-92, 94-99: IRS publication 1915). There is no check digit, so without hyphens words must name them.
/// </summary>
internal sealed class UsTaxpayerRecognizer : NumberRecognizer
{
    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.UsSsn, PiiKinds.UsItin];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var last = candidate.RunEndingAt(9);
        var separator = '\0';
        if (last is not (0 or 2) || (last == 2 && !candidate.IsGrouped([3, 2, 4], out separator)))
        {
            return NumberMatch.None;
        }

        var digits = candidate.Digits[..9];
        if (KindOf(digits) is not { } kind)
        {
            return NumberMatch.None;
        }

        var end = candidate.Runs[last].End;
        var form = candidate.IsAttached(candidate.Anchor, end) ? 0.05f : separator switch
        {
            '-' => 0.85f,
            ' ' => 0.5f,
            '.' or '/' or '\0' => 0.06f,
            _ => 0.5f,
        };
        return new(kind, new TextSpan(candidate.Anchor, end), candidate.Score(form, end, ContextCue.UsTax, isChecked: separator == '-'));
    }

    private static FindingKind? KindOf(ReadOnlySpan<char> digits)
    {
        var group = ((digits[3] - '0') * 10) + digits[4] - '0';
        if (digits[0] == '9')
        {
            return group is (>= 50 and <= 65) or (>= 70 and <= 88) or (>= 90 and <= 92) or (>= 94 and <= 99) ? PiiKinds.UsItin : null;
        }

        // 078-05-1120 was printed on a wallet's sample card and 219-09-9999 in a brochure.
        var isIssued = group != 0 && digits[..3] is not ("000" or "666") && digits[5..] is not "0000" && digits is not ("078051120" or "219099999");
        return isIssued ? PiiKinds.UsSsn : null;
    }
}
