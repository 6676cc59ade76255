namespace Sallyport.Detection.Names;

/// <summary>
/// A unit's tokens, with what the lexicon knows of them and which of them could be part of a name. One buffer that is filled anew for
/// each unit; not safe for concurrent use.
/// </summary>
internal sealed class NameUnit
{
    private const int LongestPhrase = 4;

    // Around a token that could be in a name: what may belong to the same name though nothing tells.
    private const int Reach = 1;
    private const int Gap = 3;
    private const int AddressBefore = 6;
    private const int AddressAfter = 9;

    private readonly NameToken[] _tokens = new NameToken[NameUnits.MaxLength + 1];
    private int _count;
    private bool _mayHoldOpaque;

    public ReadOnlySpan<NameToken> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>Whether the unit has lower-case letters at all: where all is upper case, upper case tells nothing.</summary>
    public int LowerWords { get; private set; }

    public int TitleWords { get; private set; }

    public int UpperWords { get; private set; }

    /// <summary>Whether some token is open.</summary>
    public bool IsAnyOpen { get; private set; }

    /// <summary>Reads a unit.</summary>
    /// <param name="text">The unit, at most <see cref="NameUnits.MaxLength"/> characters.</param>
    /// <param name="lexicon">What is known of words.</param>
    /// <param name="forget">Flags that the lexicon is not to tell: training drops some so that the model learns to do without.</param>
    public void Read(ReadOnlySpan<char> text, Lexicon lexicon, WordFlags forget = WordFlags.None)
    {
        _count = LowerWords = TitleWords = UpperWords = 0;
        IsAnyOpen = false;
        _mayHoldOpaque = WordEdges.MayHoldOpaque(text);
        Tokenize(text, lexicon, ~forget);
        if (IsAnyOpen || (forget & WordFlags.PhraseStart) == 0)
        {
            FindPhrases(lexicon, ~forget);
        }

        FindKeys();
        OpenTokens();
    }

    private void Tokenize(ReadOnlySpan<char> text, Lexicon lexicon, WordFlags keep)
    {
        var startsLine = true;
        var at = 0;
        while (at < text.Length)
        {
            var kind = CharacterClass.Of(text[at]);
            if (kind == CharacterClass.Space)
            {
                at++;
                continue;
            }

            ref var token = ref _tokens[_count];
            token = new() { Start = at, StartsLine = startsLine, IsJoined = _count > 0 && _tokens[_count - 1].End == at };
            startsLine = false;
            switch (kind)
            {
                case CharacterClass.Newline:
                    token.Shape = TokenShape.Newline;
                    token.Length = 1;
                    token.Word = '\n';
                    startsLine = true;
                    break;
                case CharacterClass.Mark:
                    token.Shape = TokenShape.Mark;
                    token.Length = 1;
                    token.Word = text[at];
                    break;
                case CharacterClass.Han or CharacterClass.Hangul or CharacterClass.Kana:
                    token.Shape = kind == CharacterClass.Han ? TokenShape.Han : kind == CharacterClass.Hangul ? TokenShape.Hangul : TokenShape.Kana;
                    token.Length = 1;
                    token.Word = WordHash.Of(text.Slice(at, 1));
                    token.Flags = lexicon.Find(token.Word) & keep;
                    break;
                default:
                    ReadRun(text, ref token, lexicon, keep);
                    break;
            }

            at = token.End;
            _count++;
        }
    }

    private void ReadRun(ReadOnlySpan<char> text, ref NameToken token, Lexicon lexicon, WordFlags keep)
    {
        var start = token.Start;
        var opaque = _mayHoldOpaque ? WordEdges.OpaqueLength(text[start..], start > 0 && text[start - 1] == '@') : 0;
        if (opaque > 0)
        {
            token.Shape = TokenShape.Opaque;
            token.Length = opaque;
            token.Word = 1;
            return;
        }

        var hash = WordHash.Seed;
        var part = WordHash.Seed;
        var parts = WordFlags.None;
        var at = start;

        // How many of each class, sixteen bits each: a branch for each character would be guessed wrong too often.
        var counts = 0UL;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            var kind = CharacterClass.Of(c);
            if (kind is >= CharacterClass.Digit and <= CharacterClass.Caseless)
            {
                counts += 1UL << (16 * (kind - CharacterClass.Digit));
                c = char.ToLowerInvariant(c);
                hash = WordHash.Add(hash, c);
                part = WordHash.Add(part, c);
                continue;
            }

            if (!WordEdges.Joins(text, start, at))
            {
                break;
            }

            parts |= lexicon.Find(WordHash.Finish(part));
            part = WordHash.Seed;
            hash = WordHash.Add(hash, c);
        }

        token.Length = at - start;
        token.Word = WordHash.Finish(hash);
        token.Flags = lexicon.Find(token.Word);
        if (token.Flags == WordFlags.None && parts != WordFlags.None)
        {
            token.Flags = (parts | lexicon.Find(WordHash.Finish(part))) & (WordFlags.Forename | WordFlags.Surname | WordFlags.Place);
        }

        token.Flags &= keep;
        token.Shape = ShapeOf(token.Length, counts, char.IsUpper(text[start]));
        LowerWords += token.Shape == TokenShape.Lower ? 1 : 0;
        TitleWords += token.Shape == TokenShape.Title ? 1 : 0;
        UpperWords += token.Shape == TokenShape.Upper ? 1 : 0;
    }

    private static TokenShape ShapeOf(int length, ulong counts, bool startsUpper)
    {
        int digits = Count(counts, CharacterClass.Digit), uppers = Count(counts, CharacterClass.Upper), lowers = Count(counts, CharacterClass.Lower);
        return digits == length ? length switch
        {
            1 => TokenShape.OneDigit,
            2 => TokenShape.TwoDigits,
            3 => TokenShape.ThreeDigits,
            4 => TokenShape.FourDigits,
            5 => TokenShape.FiveDigits,
            _ => TokenShape.Digits,
        }
        : digits > 0 ? TokenShape.Alphanumeric
        : uppers == 0 ? (lowers == 0 ? TokenShape.Caseless : TokenShape.Lower)
        : length == 1 ? TokenShape.Initial
        : lowers == 0 ? TokenShape.Upper
        : startsUpper && uppers <= 3 && uppers * 2 <= lowers + 1 ? TokenShape.Title
        : TokenShape.Camel;
    }

    private static int Count(ulong counts, byte kind) => (ushort)(counts >> (16 * (kind - CharacterClass.Digit)));

    // Entries of several words, and those of scripts without spaces, of which each character is a token.
    private void FindPhrases(Lexicon lexicon, WordFlags keep)
    {
        for (var i = 0; i < _count; i++)
        {
            if ((_tokens[i].Flags & WordFlags.PhraseStart) == 0)
            {
                continue;
            }

            var hash = _tokens[i].Word;
            for (var length = 2; length <= LongestPhrase && i + length <= _count; length++)
            {
                hash = WordHash.Join(hash, _tokens[i + length - 1].Word);
                var flags = lexicon.Find(hash) & keep & ~WordFlags.Common;
                if (flags != WordFlags.None)
                {
                    for (var k = i; k < i + length; k++)
                    {
                        _tokens[k].Flags = (_tokens[k].Flags & ~WordFlags.Common) | flags;
                    }
                }
            }
        }
    }

    private void FindKeys()
    {
        uint key = 0;
        uint word = 0;
        for (var i = 0; i < _count; i++)
        {
            ref var token = ref _tokens[i];
            token.Key = key;
            if (token.Shape == TokenShape.Mark)
            {
                var mark = (char)token.Word;
                if (mark is ':' or '=' or '：')
                {
                    key = word;
                }
                else if (mark is ',' or ';' or '.' or '?' or '!' or '{' or '|' or '&')
                {
                    key = mark == '.' ? key : 0;
                }
            }
            else if (token.Shape == TokenShape.Newline)
            {
                key = 0;
            }
            else if (token.IsWord)
            {
                word = token.Word;
            }
        }
    }

    private void OpenTokens()
    {
        var last = -Gap - 1;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var token = ref _tokens[i];
            var (before, after) = ReachOf(token, i);
            if (before < 0)
            {
                continue;
            }

            var from = Math.Max(0, i - before);
            if (from - last <= Gap)
            {
                from = last + 1;
            }

            var to = Math.Min(_count - 1, i + after);
            for (var k = Math.Max(from, 0); k <= to; k++)
            {
                _tokens[k].IsOpen = true;
            }

            last = Math.Max(last, to);
            IsAnyOpen = true;
        }
    }

    // How far around a token tokens are scored: -1 where it opens nothing.
    private (int Before, int After) ReachOf(in NameToken token, int index)
    {
        if (!token.IsWord)
        {
            return (-1, 0);
        }

        const WordFlags Names = WordFlags.Forename | WordFlags.Surname | WordFlags.Place;
        var flags = token.Flags;
        if ((flags & (WordFlags.Street | WordFlags.AddressPart)) != 0)
        {
            var follows = token.IsCapitalised || HasNumberNear(index);
            return follows ? (AddressBefore, AddressAfter) : (-1, 0);
        }

        if ((flags & (WordFlags.Cue | WordFlags.Honorific)) != 0)
        {
            return (Reach, Reach + 2);
        }

        if (token.IsCapitalised)
        {
            return (flags & WordFlags.Common) == 0 || (flags & Names) != 0 ? (Reach, Reach) : (-1, 0);
        }

        if (token.Shape == TokenShape.Caseless)
        {
            return (flags & (Names | WordFlags.Organization)) != 0 ? (Reach, Reach + 1) : (-1, 0);
        }

        if (token.Shape >= TokenShape.Han)
        {
            return (flags & (Names | WordFlags.Organization)) != 0 ? (Reach, Reach + 2) : (-1, 0);
        }

        return (flags & WordFlags.Common) == 0 && (flags & (Names | WordFlags.StateCode)) != 0 ? (Reach, Reach) : (-1, 0);
    }

    private bool HasNumberNear(int index)
    {
        var to = Math.Min(_count - 1, index + 3);
        for (var i = Math.Max(0, index - 4); i <= to; i++)
        {
            if (_tokens[i].IsNumber)
            {
                return true;
            }
        }

        return false;
    }
}
