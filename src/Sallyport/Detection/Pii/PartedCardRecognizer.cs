using System.Buffers;
using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Payment card numbers in the groups that cards are printed in, 4-4-4-4, 4-6-5 or 4-6-4, parted otherwise than by one space or hyphen: by tabs, a line's end, several spaces, points or strokes; or with
/// letters glued to them. All gaps are the same, but for one where a line ends. Columns of a table look like that, too: words must name it in a row that goes on, beside another row of its kind, where gaps differ,
/// and where marks of a list part the groups.
/// </summary>
internal sealed class PartedCardRecognizer : NumberRecognizer
{
    private const int Group = 4;
    private const int MaxGroups = 4;

    // What only words make a card: columns, a list, gaps of several kinds.
    private const float Unlikely = 0.3f;

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");
    private static readonly SearchValues<char> Strokes = SearchValues.Create("|\u00A6\u2502");

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.PaymentCard];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        Span<char> digits = stackalloc char[MaxGroups * Group];
        Span<TextSpan> gaps = stackalloc TextSpan[MaxGroups - 1];
        var start = candidate.Anchor;
        if (DigitsAt(ref candidate, start) != Group || GapAt(ref candidate, start + Group) is not { Length: > 0 } first)
        {
            return NumberMatch.None;
        }

        ReadOnlySpan<byte> lengths = DigitsAt(ref candidate, first.End) switch
        {
            4 => [4, 4, 4, 4],
            6 => DigitsAt(ref candidate, GapAt(ref candidate, first.End + 6).End) == Group ? [4, 6, 4] : [4, 6, 5],
            _ => [],
        };

        var (at, count) = (start, 0);
        for (var i = 0; i < lengths.Length; i++)
        {
            if (i > 0)
            {
                gaps[i - 1] = GapAt(ref candidate, at);
                at = gaps[i - 1].End;
            }

            if (DigitsAt(ref candidate, at) != lengths[i])
            {
                return NumberMatch.None;
            }

            candidate.Text.Slice(at, lengths[i]).CopyTo(digits[count..]);
            count += lengths[i];
            at += lengths[i];
        }

        // One separator throughout is PaymentCardRecognizer's to judge.
        if (lengths.Length == 0 || !CardNumbers.IsCard(digits[..count]) || (candidate.IsGrouped(lengths, out var separator) && separator != '\0'))
        {
            return NumberMatch.None;
        }

        return Judge(ref candidate, at, gaps[..(lengths.Length - 1)]);
    }

    private static NumberMatch Judge(ref NumberCandidate candidate, int end, scoped ReadOnlySpan<TextSpan> gaps)
    {
        var usual = Usual(candidate.Text, gaps);
        var gap = candidate.Text[usual.Start..usual.End];
        var isList = gap.ContainsAny(NumberGap.ListMarks);
        if (FollowsGroup(candidate.Text[..candidate.Anchor], isList))
        {
            return NumberMatch.None;
        }

        var isColumns = gap.ContainsAny(Strokes) || (gap.IsWhiteSpace() && gap is not (" " or "\u00A0"));
        var goesOn = DigitsAt(ref candidate, NumberGap.End(ref candidate, end, isList)) == Group;
        var isUnlikely = goesOn || isList || !AreAlike(candidate.Text, gaps, usual) || (isColumns && IsTableRow(ref candidate, end, gap));
        var form = isUnlikely ? Unlikely : isColumns ? 0.6f : 0.75f;
        return new(PiiKinds.PaymentCard, new TextSpan(candidate.Anchor, end), candidate.Score(form, end, ContextCue.Card, isChecked: true));
    }

    // The gap without a line's end, where there is one.
    private static TextSpan Usual(ReadOnlySpan<char> text, ReadOnlySpan<TextSpan> gaps)
    {
        foreach (var gap in gaps)
        {
            if (!text[gap.Start..gap.End].ContainsAny(LineEnds))
            {
                return gap;
            }
        }

        return gaps[0];
    }

    private static bool AreAlike(ReadOnlySpan<char> text, ReadOnlySpan<TextSpan> gaps, TextSpan usual)
    {
        var others = 0;
        foreach (var gap in gaps)
        {
            var at = text[gap.Start..gap.End];
            if (!at.SequenceEqual(text[usual.Start..usual.End]) && (++others > 1 || !at.ContainsAny(LineEnds)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool FollowsGroup(ReadOnlySpan<char> before, bool isList)
    {
        var end = before.Length;
        while (end > 0 && before.Length - end < NumberGap.MaxLength && NumberGap.Holds(before[end - 1], isList))
        {
            end--;
        }

        return end >= Group && end < before.Length && !before[(end - Group)..end].ContainsAnyExceptInRange('0', '9');
    }

    // Whether the line before or behind has as many of these gaps.
    private static bool IsTableRow(ref NumberCandidate candidate, int end, ReadOnlySpan<char> gap)
    {
        if (gap.ContainsAny(LineEnds))
        {
            return false;
        }

        var mark = gap.IndexOfAny(Strokes) is var stroke and >= 0 ? gap.Slice(stroke, 1) : gap;
        var before = candidate.Text[..candidate.Anchor];
        before = before[..Math.Max(0, before.LastIndexOf('\n'))];
        if (before[(before.LastIndexOf('\n') + 1)..].Count(mark) >= MaxGroups - 1)
        {
            return true;
        }

        var next = LineEnd(ref candidate, end) + 1;
        return candidate.At(next - 1) == '\n' && candidate.Text[next..LineEnd(ref candidate, next)].Count(mark) >= MaxGroups - 1;
    }

    private static int LineEnd(ref NumberCandidate candidate, int at)
    {
        while (candidate.At(at) is not ('\n' or '\0'))
        {
            at++;
        }

        return at;
    }

    // How many digits stand here, as far as a group goes and one more.
    private static int DigitsAt(ref NumberCandidate candidate, int at)
    {
        var end = at;
        while (end - at <= Group + 2 && char.IsAsciiDigit(candidate.At(end)))
        {
            end++;
        }

        return end - at;
    }

    private static TextSpan GapAt(ref NumberCandidate candidate, int at) => new(at, NumberGap.End(ref candidate, at, mayList: true));
}
