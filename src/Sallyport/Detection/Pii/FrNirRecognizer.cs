using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// French social security numbers (NIR, INSEE): sex, year, month, department (with 2A and 2B for Corsica), commune, order, and a key of 97 less the rest modulo 97.
/// Written together or with spaces between the parts.
/// </summary>
internal sealed class FrNirRecognizer : NumberRecognizer
{
    private const int Length = 15;

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.FrNir];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var start = candidate.Start;
        if (candidate.Anchor != start || candidate.Text[start] is not (>= '1' and <= '4' or '7' or '8')
            || (candidate.End - start) is not (1 or 3 or 5 or 7 or 13 or Length))
        {
            return NumberMatch.None;
        }

        Span<char> number = stackalloc char[Length];
        var (count, at) = (0, start);
        while (count < Length)
        {
            var c = candidate.At(at);
            if (c == ' ' && count is 1 or 3 or 5 or 7 or 10 or 13 && candidate.At(at - 1) != ' ')
            {
                at++;
                continue;
            }

            var isCorsica = count == 6 && number[5] == '2' && c is 'A' or 'B';
            if (!char.IsAsciiDigit(c) && !isCorsica)
            {
                return NumberMatch.None;
            }

            number[count++] = c;
            at++;
        }

        if (!IsValid(number) || char.IsAsciiLetterOrDigit(candidate.At(at)))
        {
            return NumberMatch.None;
        }

        return new(PiiKinds.FrNir, new TextSpan(start, at), candidate.Score(0.85f, at, ContextCue.FrenchSocial, isChecked: true));
    }

    private static bool IsValid(ReadOnlySpan<char> number)
    {
        var month = Two(number[3..]);
        if (month is not ((>= 1 and <= 12) or (>= 20 and <= 42) or >= 50))
        {
            return false;
        }

        // 2A counts as 19 and 2B as 18: a million or two less than with a zero in the letter's place.
        var less = number[6] switch { 'A' => 1_000_000L, 'B' => 2_000_000L, _ => 0L };
        var value = 0L;
        foreach (var c in number[..13])
        {
            value = (value * 10) + (char.IsAsciiDigit(c) ? c - '0' : 0);
        }

        return 97 - ((value - less) % 97) == Two(number[13..]);
    }

    private static int Two(ReadOnlySpan<char> digits) => ((digits[0] - '0') * 10) + digits[1] - '0';
}
