namespace Sallyport.Detection.Pii;

/// <summary>
/// Everything that is written with digits: cards, accounts, telephones, national identities, dates of birth, IPv4 addresses, passports, licences.
/// Each token that holds a digit is read once, the recognizers judge it, the likeliest wins. It goes on after the token where none does, so that
/// a number behind another one is seen too. Misses numbers of more than 24 digits and, but for cards and IBANs, those whose parts stand more than three separators apart or in columns.
/// </summary>
internal sealed class NumberDetector : AnchoredDetector
{
    /// <summary>Below this, nothing is reported.</summary>
    public const float Threshold = 0.5f;

    private const int MinDigits = 6;
    private const int MaxToken = 40;

    private readonly NumberRecognizer[] _short;
    private readonly NumberRecognizer[] _long;
    private readonly NumberRecognizer[] _mixed;

    /// <summary>Creates the detector.</summary>
    /// <param name="shorter">Those that judge numbers of any length.</param>
    /// <param name="longer">Those that judge numbers of at least six digits.</param>
    /// <param name="mixed">Those that judge tokens of letters and digits.</param>
    public NumberDetector(NumberRecognizer[] shorter, NumberRecognizer[] longer, NumberRecognizer[] mixed)
    {
        _short = shorter;
        _long = longer;
        _mixed = mixed;
        Kinds = [.. shorter.Concat(longer).Concat(mixed).SelectMany(recognizer => recognizer.Kinds).Distinct()];
    }

    public override string Name => "pii.numbers";

    public override IReadOnlyList<FindingKind> Kinds { get; }

    public override int LookBack => 128;

    public override int LookAhead => 160;

    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before)
    {
        var skip = 0;
        if (char.IsAsciiDigit(before))
        {
            while (skip < text.Length && char.IsAsciiDigit(text[skip]))
            {
                skip++;
            }
        }

        var found = text[skip..].IndexOfAnyInRange('0', '9');
        return found < 0 ? -1 : skip + found;
    }

    protected internal override bool CanAnchor(char c) => char.IsAsciiDigit(c);

    protected internal override bool CanEndTail(char last) => char.IsAsciiLetterOrDigit(last) || last is '+' or '(' or '-' or ' ';

    protected internal override int OpenTail(ReadOnlySpan<char> text)
    {
        var token = NumberCandidate.TokenLead(text);
        return token switch
        {
            0 => NumberCandidate.PrefixLength(text),
            > NumberCandidate.MaxTokenLead => 0,
            _ => token,
        };
    }

    protected internal override Recognition Recognize(in Candidate candidate)
    {
        Span<char> digits = stackalloc char[NumberCandidate.MaxDigits];
        Span<DigitRun> runs = stackalloc DigitRun[NumberCandidate.MaxDigits];
        var number = new NumberCandidate(candidate, digits, runs);
        var best = NumberMatch.None;

        // A token so long that letters are left out at its front is a hash, a key or encoded text.
        var isNumber = number.Anchor - number.Start <= NumberCandidate.MaxTokenLead && number.End - number.Start <= MaxToken;
        if (isNumber && !number.NeedsMore)
        {
            Judge(_short, ref number, ref best);
            if (number.RunCount == 0)
            {
                Judge(_mixed, ref number, ref best);
            }
            else if (number.DigitCount >= MinDigits)
            {
                Judge(_long, ref number, ref best);
            }
        }

        if (isNumber && number.NeedsMore)
        {
            return Recognition.Undecided(number.Lead);
        }

        return best.Score >= Threshold ? Recognition.Found(best.Kind, best.Span, best.Score) : Recognition.Nothing(number.End);
    }

    private static void Judge(NumberRecognizer[] recognizers, ref NumberCandidate number, ref NumberMatch best)
    {
        foreach (var recognizer in recognizers)
        {
            var match = recognizer.Match(ref number);
            if (match.Score > best.Score)
            {
                best = match;
            }
        }
    }
}
