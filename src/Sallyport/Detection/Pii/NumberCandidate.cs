using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Detection.Pii;

/// <summary>
/// A number in its neighbourhood, read once for all recognizers: its token (letters and digits), its digits without separators, the runs they
/// come in and the words around. Whatever lies after the token is read through <see cref="At"/>, which notes where text is still missing.
/// </summary>
internal ref struct NumberCandidate
{
    /// <summary>The most digits of a number; longer ones are nothing that a recognizer knows.</summary>
    public const int MaxDigits = 24;

    /// <summary>The most letters and digits before a token's first digit.</summary>
    public const int MaxTokenLead = 20;

    // A form that tells its kind by itself: "version" before it may be said of something else.
    private const float Telling = 0.9f;

    private const int MaxSeparator = 3;
    private const int MostBeforeMark = 3;
    private const int LeastBeforeExtension = 10;
    private const int MostOfExtension = 6;

    private readonly bool _isComplete;
    private readonly Span<char> _digits;
    private readonly Span<DigitRun> _runs;
    private ContextCue? _before;

    /// <summary>Reads a number.</summary>
    /// <param name="candidate">The neighbourhood of its first digit.</param>
    /// <param name="digits">Room for <see cref="MaxDigits"/> digits.</param>
    /// <param name="runs">Room for as many runs.</param>
    public NumberCandidate(in Candidate candidate, Span<char> digits, Span<DigitRun> runs)
    {
        Text = candidate.Text;
        Anchor = candidate.Anchor;
        _isComplete = candidate.IsComplete;
        _digits = digits;
        _runs = runs;

        Start = Anchor - TokenLead(Text[..Anchor]);
        End = Anchor + 1;
        while (char.IsAsciiLetterOrDigit(At(End)))
        {
            End++;
        }

        if (Start == Anchor && !NeedsMore)
        {
            ReadRuns();
        }

        Lead = Start == Anchor ? Anchor - PrefixLength(Text[..Anchor]) : Start;
    }

    /// <summary>The neighbourhood.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>The first digit.</summary>
    public int Anchor { get; }

    /// <summary>Where the token begins that holds the first digit.</summary>
    public int Start { get; }

    /// <summary>Where that token ends.</summary>
    public int End { get; }

    /// <summary>The earliest character that could belong to a finding here: a sign, a bracket, a month's name.</summary>
    public int Lead { get; }

    /// <summary>Whether some answer so far depends on text that hasn't come.</summary>
    public bool NeedsMore { get; private set; }

    /// <summary>The token.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<char> Token => Text[Start..End];

    /// <summary>The digits of all runs. Empty where letters stand before the first digit.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<char> Digits => _digits[..DigitCount];

    /// <summary>The runs of digits, parted by at most three separators. A run that letters adjoin is not one.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<DigitRun> Runs => _runs[..RunCount];

    /// <summary>How many runs there are.</summary>
    public int RunCount { get; private set; }

    /// <summary>How many digits there are in all runs.</summary>
    public readonly int DigitCount => RunCount == 0 ? 0 : _runs[RunCount - 1].Total;

    /// <summary>The character at an offset of <see cref="Text"/>; '\0' beyond the end.</summary>
    public char At(int index)
    {
        if ((uint)index < (uint)Text.Length)
        {
            return Text[index];
        }

        NeedsMore |= !_isComplete;
        return '\0';
    }

    /// <summary>The character before an offset; '\0' at the beginning.</summary>
    public readonly char Before(int index) => index > 0 ? Text[index - 1] : '\0';

    /// <summary>The index of the run at whose end exactly so many digits stand, or -1.</summary>
    public readonly int RunEndingAt(int digits)
    {
        for (var i = 0; i < RunCount && _runs[i].Total <= digits; i++)
        {
            if (_runs[i].Total == digits)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether the runs up to a total have these lengths and one and the same separator between them.</summary>
    /// <param name="lengths">How many digits each run has.</param>
    /// <param name="separator">The separator; '\0' where it is longer than a character, as between the columns of a table.</param>
    public readonly bool IsGrouped(ReadOnlySpan<byte> lengths, out char separator)
    {
        separator = '\0';
        if (RunCount < lengths.Length)
        {
            return false;
        }

        var gap = ReadOnlySpan<char>.Empty;
        for (var i = 0; i < lengths.Length; i++)
        {
            if (_runs[i].Length != lengths[i])
            {
                return false;
            }

            if (i > 0)
            {
                var next = Text[_runs[i - 1].End.._runs[i].Start];
                if (i > 1 && !next.SequenceEqual(gap))
                {
                    return false;
                }

                gap = next;
            }
        }

        separator = gap.Length == 1 ? gap[0] : '\0';
        return true;
    }

    /// <summary>Whether the number is a part of something longer that hyphens, points, slashes or money signs tie it to.</summary>
    public bool IsAttached(int start, int end) => IsAmount(start, end) || IsJoined(start, end);

    /// <summary>Whether the number is a part of an amount, a decimal, a share or a time.</summary>
    public bool IsAmount(int start, int end)
    {
        if (Before(start) is '$' or '€' or '£' or '¥' || (Before(start) == '.' && start > 1 && char.IsAsciiDigit(Text[start - 2])))
        {
            return true;
        }

        return At(end) switch
        {
            // An amount's thousands and cents, the minutes of a time. The next field of a line that has a longer number in it is no part of that.
            ',' or ':' => char.IsAsciiDigit(At(end + 1)) && DigitsBefore(end) <= MostBeforeMark,
            '.' => char.IsAsciiDigit(At(end + 1)),
            '%' or '€' => true,
            _ => false,
        };
    }

    /// <summary>Whether the number is a part of a name or a path: letters or digits stand behind the mark next to it.</summary>
    public bool IsJoined(int start, int end)
    {
        var before = Before(start);
        if (before == '_' || (before is '-' or '.' or '/' && start > 1 && char.IsAsciiLetterOrDigit(Text[start - 2]) && !IsWordBefore(start - 1)))
        {
            return true;
        }

        var after = At(end);
        return after == '_' || (after is '-' or '/' && char.IsAsciiLetterOrDigit(At(end + 1)));
    }

    /// <summary>Whether no other number stands right before this one.</summary>
    public readonly bool BeginsRow => !(Anchor > 1 && IsSeparator(Text[Anchor - 1]) && char.IsAsciiDigit(Text[Anchor - 2]));

    /// <summary>Whether the runs up to one are all of a row of numbers: no number stands right before the first or behind that one.</summary>
    public bool StandsAlone(int last)
    {
        var end = _runs[last].End;
        return BeginsRow
            && last == RunCount - 1
            && !(IsSeparator(At(end)) && char.IsAsciiDigit(At(end + 1)));
    }

    /// <summary>What the nearest known word before says.</summary>
    public ContextCue CueBefore() => _before ??= ContextWords.Before(Text[..Lead]);

    /// <summary>What the nearest known word after an offset says.</summary>
    public ContextCue CueAfter(int end)
    {
        var limit = end + ContextWords.ReachAhead;
        for (var at = end; at < limit; at++)
        {
            if (!char.IsLetter(At(at)))
            {
                if (At(at) is '\n' or ';' or '\0')
                {
                    break;
                }

                continue;
            }

            var start = at;
            while (at < limit && char.IsLetter(At(at)))
            {
                at++;
            }

            if (at < limit && ContextWords.Of(Text[start..at]) is var cue and not ContextCue.None)
            {
                return cue;
            }
        }

        return ContextCue.None;
    }

    /// <summary>A probability after the words around the number were read.</summary>
    /// <param name="probability">What its form alone makes likely.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="wanted">The cues that name its kind.</param>
    /// <param name="isChecked">Whether check digits stand for it, so that a neighbouring "order" or "total" says less.</param>
    public float Score(float probability, int end, ContextCue wanted, bool isChecked)
    {
        var before = CueBefore();
        if ((before & wanted) != 0)
        {
            return Likelihood.Shift(probability, Likelihood.Named);
        }

        var after = CueAfter(end);
        if ((after & wanted) != 0)
        {
            return Likelihood.Shift(probability, Likelihood.NamedAfter);
        }

        var against = before != ContextCue.None ? before : after & (ContextCue.Technical | ContextCue.Amount);
        return against switch
        {
            ContextCue.None => probability,
            ContextCue.Reference or ContextCue.Amount when isChecked => Likelihood.Shift(probability, Likelihood.OtherKind),
            ContextCue.Technical when isChecked && probability > Telling => Likelihood.Shift(probability, Likelihood.OtherKind),
            ContextCue.Reference or ContextCue.Technical or ContextCue.Amount => Likelihood.Shift(probability, Likelihood.NotPersonal),
            _ => Likelihood.Shift(probability, Likelihood.OtherKind),
        };
    }

    /// <summary>How many letters and digits stand at the end of a text; one more than <see cref="MaxTokenLead"/> where there are too many.</summary>
    public static int TokenLead(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length <= MaxTokenLead && length < text.Length && char.IsAsciiLetterOrDigit(text[^(length + 1)]))
        {
            length++;
        }

        return length;
    }

    /// <summary>How many characters at the end of a text could open a number that begins there: "+(", "(", "AB ", "X-", "March ".</summary>
    public static int PrefixLength(ReadOnlySpan<char> text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        return text[^1] switch
        {
            '+' or '(' => text.Length > 1 && text[^2] is '+' or '(' ? 2 : 1,
            '-' => text.Length > 1 && text[^2] is 'X' or 'Y' or 'Z' ? 2 : 0,
            ' ' => Months.Before(text, out var start) > 0 ? text.Length - start : IsLetterPair(text[..^1]) ? 3 : 0,
            _ => 0,
        };
    }

    private static bool IsLetterPair(ReadOnlySpan<char> text) =>
        text.Length > 1 && char.IsAsciiLetterUpper(text[^1]) && char.IsAsciiLetterUpper(text[^2]) && !(text.Length > 2 && char.IsAsciiLetterOrDigit(text[^3]));

    private readonly int DigitsBefore(int end)
    {
        var start = end;
        while (start > Anchor && char.IsAsciiDigit(Text[start - 1]))
        {
            start--;
        }

        return end - start;
    }

    // Spaces, hyphens and dashes, and the points that stand in the middle of a line.
    private static bool IsSeparator(char c) =>
        c is ' ' or '-' or '.' or '/' or '(' or ')' or '\u00A0' or '\u202F' or (>= '\u2010' and <= '\u2015') or '\u2212' or '\u00B7' or '\u2022' or '\u2027' or '\u2219' or '\u22C5' or '\u30FB';

    // "tel-555-1234" names what follows, "550e8400-..." belongs to it.
    private readonly bool IsWordBefore(int end)
    {
        var start = end;
        while (start > 0 && char.IsAsciiLetter(Text[start - 1]))
        {
            start--;
        }

        return start < end && !char.IsAsciiDigit(Before(start)) && ContextWords.Of(Text[start..end]) != ContextCue.None;
    }

    // "555-0123x887": the extension of a number that is long enough to be a telephone's, in at least two parts.
    private bool IsExtension(int total, int at)
    {
        if (total < LeastBeforeExtension || RunCount == 0 || At(at) is not ('x' or 'X'))
        {
            return false;
        }

        var end = at + 1;
        while (end < at + MostOfExtension && char.IsAsciiDigit(At(end)))
        {
            end++;
        }

        return end > at + 1 && !char.IsAsciiLetterOrDigit(At(end));
    }

    // "4111 1111 1111 1111and": a card's last group is one whatever is glued to it.
    private readonly bool IsLastGroup(int length, int total) => RunCount >= 2 && (length, total) is (4, 16) or (5, 15);

    private void ReadRuns()
    {
        var at = Anchor;
        var total = 0;
        while (true)
        {
            var start = at;
            while (char.IsAsciiDigit(At(at)))
            {
                at++;
            }

            if (total + at - start > MaxDigits || (char.IsAsciiLetter(At(at)) && !IsExtension(total + at - start, at) && !IsLastGroup(at - start, total + at - start)))
            {
                return;
            }

            Text[start..at].CopyTo(_digits[total..]);
            total += at - start;
            _runs[RunCount++] = new DigitRun(start, at, total);

            var next = at;
            while (next - at < MaxSeparator && IsSeparator(At(next)))
            {
                next++;
            }

            if (next == at || total == MaxDigits || !char.IsAsciiDigit(At(next)))
            {
                return;
            }

            at = next;
        }
    }
}
