namespace Sallyport.Detection.Secrets;

/// <summary>
/// Finds tokens whose vendor gave them a fixed opening. One pass: a vectorised search stops at characters that are rare in prose, a table over
/// two characters says which formats could stand there, and their opening, surroundings, body, length and checks decide.
/// Misses tokens whose opening is rewritten, and those that have none: <see cref="AssignmentDetector"/> knows these by what they are assigned to.
/// </summary>
public sealed class TokenDetector : AnchoredDetector
{
    // Two ASCII characters: what stands before the anchor, and the anchor.
    private const int PairCount = 128 * 128;

    // One bit a pair, small enough to stay in the nearest cache.
    private readonly ulong[] _pairs = new ulong[PairCount / 64];
    private readonly TokenFormat[][] _byPair = new TokenFormat[PairCount][];
    private readonly OpeningSet _openings;
    private readonly OpeningSet _innerOpenings;

    /// <summary>Creates the detector over all formats that are known.</summary>
    public TokenDetector()
    {
        IEnumerable<TokenFormat> formats =
        [
            .. CloudTokens.Formats, .. CodeHostTokens.Formats, .. AiProviderTokens.Formats, .. PaymentTokens.Formats,
            .. MessagingTokens.Formats, .. InfrastructureTokens.Formats, .. WorkplaceTokens.Formats, .. PasswordHashes.Formats,
        ];
        // The longest opening first: sk-ant- before sk-.
        foreach (var pair in formats.GroupBy(format => Pair(format.Prefix[format.AnchorOffset - 1], format.Prefix[format.AnchorOffset])))
        {
            _pairs[pair.Key >> 6] |= 1UL << (pair.Key & 63);
            _byPair[pair.Key] = [.. pair.OrderByDescending(format => format.Prefix.Length)];
        }

        _openings = Openings(formats.Where(format => format.Lead == TokenLead.Boundary));
        _innerOpenings = Openings(formats.Where(format => format.Lead != TokenLead.Boundary));
        LookBack = formats.Max(format => format.AnchorOffset) + 1;
        Kinds = [.. formats.Select(format => format.Kind).Distinct()];
    }

    /// <inheritdoc/>
    public override string Name => "secret_tokens";

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds { get; }

    /// <inheritdoc/>
    public override int LookBack { get; }

    /// <summary>Long enough for session tokens that carry claims; of a longer one this much is found.</summary>
    public override int LookAhead => 8_192;

    /// <inheritdoc/>
    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before)
    {
        var at = 0;
        while (true)
        {
            var next = text[at..].IndexOfAny(RareCharacters.Values);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            var previous = at > 0 ? text[at - 1] : before;
            if (previous < 128 && IsSet(Pair(previous, text[at])))
            {
                return at;
            }

            at++;
        }
    }

    /// <inheritdoc/>
    protected internal override bool CanAnchor(char c) => RareCharacters.Values.Contains(c);

    /// <inheritdoc/>
    protected internal override bool CanEndTail(char last) => _openings.CanEnd(last) || _innerOpenings.CanEnd(last);

    /// <inheritdoc/>
    protected internal override int OpenTail(ReadOnlySpan<char> text)
    {
        var innerLengths = _innerOpenings.Lengths(text);
        var lengths = _openings.Lengths(text) | innerLengths;
        while (OpeningSet.TakeLongest(ref lengths) is var length and > 0)
        {
            var tail = text[^length..];
            var before = text[..^length];
            var isInner = (innerLengths & (1UL << (length - 1))) != 0;
            if ((isInner && _innerOpenings.Contains(tail)) || (LeadFits(before, TokenLead.Boundary) && _openings.Contains(tail)))
            {
                return length;
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    protected internal override Recognition Recognize(in Candidate candidate)
    {
        var anchor = candidate.Anchor;
        foreach (var format in _byPair[Pair(candidate.Text[anchor - 1], candidate.Text[anchor])])
        {
            var start = anchor - format.AnchorOffset;
            if (start < 0)
            {
                continue;
            }

            var rest = candidate.Text[start..];
            if (rest.Length < format.Prefix.Length)
            {
                if (!candidate.IsComplete && format.Prefix.StartsWith(rest, StringComparison.Ordinal) && LeadFits(candidate.Text[..start], format.Lead))
                {
                    return Recognition.Undecided(start);
                }

                continue;
            }

            if (!rest.StartsWith(format.Prefix, StringComparison.Ordinal) || !LeadFits(candidate.Text[..start], format.Lead))
            {
                continue;
            }

            var body = rest[format.Prefix.Length..];
            var length = body.IndexOfAnyExcept(format.Alphabet);
            if (length < 0)
            {
                // A dot at the end belongs to the body only if more of it follows.
                if (!candidate.IsComplete && body.TrimEnd('.').Length <= format.MaxLength)
                {
                    return Recognition.Undecided(start);
                }

                length = body.Length;
            }

            // A sentence may end right after the token.
            length = body[..length].TrimEnd('.').Length;
            if (Score(rest[..(format.Prefix.Length + length)], format) is var score && !float.IsNaN(score))
            {
                return Recognition.Found(format.Kind, new(start, start + format.Prefix.Length + length), score);
            }
        }

        return Recognition.Nothing(anchor + 1);
    }

    private bool IsSet(int pair) => (_pairs[pair >> 6] & (1UL << (pair & 63))) != 0;

    private static float Score(ReadOnlySpan<char> token, TokenFormat format)
    {
        var body = token[format.Prefix.Length..];
        if (body.Length < format.MinLength || body.Length > format.MaxLength || Randomness.Entropy(body) < format.MinEntropy || Randomness.IsPlaceholder(body))
        {
            return float.NaN;
        }

        return format.Check is null ? format.Score : format.Check(token, format.Prefix.Length);
    }

    private static bool LeadFits(ReadOnlySpan<char> before, TokenLead lead)
    {
        if (before.IsEmpty)
        {
            return lead == TokenLead.Boundary;
        }

        var last = before[^1];
        return lead switch
        {
            TokenLead.Digit => char.IsAsciiDigit(last),
            TokenLead.Alphanumeric => char.IsAsciiLetterOrDigit(last),
            _ => !char.IsAsciiLetterOrDigit(last),
        };
    }

    /// <summary>What may end a text whose next character is an anchor.</summary>
    private static OpeningSet Openings(IEnumerable<TokenFormat> formats) =>
        new(formats.SelectMany(format => Enumerable.Range(1, format.AnchorOffset).Select(length => format.Prefix[..length])), StringComparer.Ordinal);

    private static int Pair(char before, char anchor) => (before << 7) | anchor;
}
