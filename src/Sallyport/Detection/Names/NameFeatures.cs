namespace Sallyport.Detection.Names;

/// <summary>
/// What the tagger sees of a token: itself, its neighbours, the run of capitalised words that it stands in and the words on both sides of
/// it, the key of its line. Each feature is a row of the weights. The trainer calls this same code.
/// </summary>
internal static class NameFeatures
{
    /// <summary>Rows of the weights: a power of two.</summary>
    public const int Rows = 1 << 17;

    /// <summary>How many features a token has.</summary>
    public const int Count = 36;

    private const int LongestRun = 8;
    private const uint Edge = 3;

    // Of the flags, what tells something of a neighbour.
    private const WordFlags Near = ~(WordFlags.PhraseStart | WordFlags.Common);

    /// <summary>Writes the rows of the token at an index.</summary>
    public static void Of(NameUnit unit, ReadOnlySpan<char> text, int index, Span<int> rows)
    {
        var tokens = unit.Tokens;
        ref readonly var token = ref tokens[index];
        uint before2 = Word(tokens, index - 2), before = Word(tokens, index - 1), word = token.Word, after = Word(tokens, index + 1), after2 = Word(tokens, index + 2);
        uint shapeBefore2 = Shape(tokens, index - 2), shapeBefore = Shape(tokens, index - 1), shape = Shape(tokens, index);
        uint shapeAfter = Shape(tokens, index + 1), shapeAfter2 = Shape(tokens, index + 2);
        uint flagsBefore = Flags(tokens, index - 1), flags = (uint)(token.Flags & ~WordFlags.PhraseStart), flagsAfter = Flags(tokens, index + 1);
        var spelling = text.Slice(token.Start, token.Length);
        var mode = Mode(unit);
        var (runStart, runEnd) = Run(tokens, index);
        uint left = Word(tokens, runStart - 1), right = Word(tokens, runEnd);
        var position = (uint)((Math.Min(index - runStart, 3) * 8) + Math.Min(runEnd - 1 - index, 3));

        rows[0] = Row(0, shape, 0);
        rows[1] = Row(1, word, 0);
        rows[2] = Row(2, before, 0);
        rows[3] = Row(3, after, 0);
        rows[4] = Row(4, before2, 0);
        rows[5] = Row(5, after2, 0);
        rows[6] = Row(6, before, word);
        rows[7] = Row(7, word, after);
        rows[8] = Row(8, before2, before);
        rows[9] = Row(9, after, after2);
        rows[10] = Row(10, Affix(spelling, 0, 2), shape);
        rows[11] = Row(11, Affix(spelling, 0, 3), shape);
        rows[12] = Row(12, Affix(spelling, spelling.Length - 2, 2), shape);
        rows[13] = Row(13, Affix(spelling, spelling.Length - 3, 3), shape);
        rows[14] = Row(14, Affix(spelling, spelling.Length - 4, 4), 0);
        rows[15] = Row(15, Affix(spelling, spelling.Length - 5, 5), 0);
        rows[16] = Row(16, (shapeBefore << 16) | (shape << 8) | shapeAfter, 0);
        rows[17] = Row(17, (shapeBefore2 << 24) | (shapeBefore << 16) | (shape << 8) | shapeAfter, shapeAfter2);
        rows[18] = Row(18, flags, shape);
        rows[19] = Row(19, flagsBefore, flags);
        rows[20] = Row(20, flags, flagsAfter);
        rows[21] = Row(21, (flagsBefore << 16) | flagsAfter, flags);
        rows[22] = Row(22, (shape << 16) | flags, mode);
        rows[23] = Row(23, left, position);
        rows[24] = Row(24, right, position);
        rows[25] = Row(25, (uint)(runEnd - runStart), position);
        rows[26] = Row(26, token.Key, shape);
        rows[27] = Row(27, before, shape);
        rows[28] = Row(28, after, shape);
        rows[29] = Row(29, before, flags);
        rows[30] = Row(30, after, flags);
        rows[31] = Row(31, AddressSigns(tokens, index), shape);
        rows[32] = Row(32, (token.StartsLine ? 2u : 0) | (index == 0 ? 1u : 0), (shape << 16) | flags);
        rows[33] = Row(33, WordHash.Join(Word(tokens, runStart - 2), left), shape);
        rows[34] = Row(34, WordHash.Join(left, right), shape);
        rows[35] = Row(35, token.Key, flags);
    }

    private static int Row(uint template, uint first, uint second) =>
        (int)(WordHash.Finish((first * 0x9E3779B1) ^ (second * 0x85EBCA6B) ^ ((template + 1) * 0xC2B2AE35)) & (Rows - 1));

    private static uint Word(ReadOnlySpan<NameToken> tokens, int index) => (uint)index < (uint)tokens.Length ? tokens[index].Word : Edge;

    private static uint Shape(ReadOnlySpan<NameToken> tokens, int index) => (uint)index < (uint)tokens.Length ? (uint)tokens[index].Shape : 0;

    private static uint Flags(ReadOnlySpan<NameToken> tokens, int index) => (uint)index < (uint)tokens.Length ? (uint)(tokens[index].Flags & Near) : 0;

    private static uint Affix(ReadOnlySpan<char> word, int start, int length) => start < 0 || length > word.Length ? 0 : WordHash.Of(word.Slice(start, length));

    // Mostly title case, mostly upper case, no capitals at all, or as prose is.
    private static uint Mode(NameUnit unit)
    {
        var words = unit.LowerWords + unit.TitleWords + unit.UpperWords;
        return words < 3 ? 0u
            : unit.UpperWords * 2 > words ? 1u
            : unit.TitleWords * 3 > words * 2 ? 2u
            : unit.LowerWords == words ? 3u
            : 4u;
    }

    // The capitalised words around, and the marks and particles inside of names. A token that is neither is a run of its own.
    private static (int Start, int End) Run(ReadOnlySpan<NameToken> tokens, int index)
    {
        if (!tokens[index].IsCapitalised)
        {
            return (index, index + 1);
        }

        var start = index;
        for (var i = index - 1; i >= 0 && index - i <= LongestRun && Runs(tokens, i); i--)
        {
            start = tokens[i].IsCapitalised ? i : start;
        }

        var end = index + 1;
        for (var i = index + 1; i < tokens.Length && i - index <= LongestRun && Runs(tokens, i); i++)
        {
            end = tokens[i].IsCapitalised ? i + 1 : end;
        }

        return (start, end);
    }

    private static bool Runs(ReadOnlySpan<NameToken> tokens, int index)
    {
        ref readonly var token = ref tokens[index];
        return token.IsCapitalised
            ? (token.Flags & (WordFlags.Common | WordFlags.Forename | WordFlags.Surname | WordFlags.Place)) != WordFlags.Common
            : (token.Flags & WordFlags.Particle) != 0
            || (token.Shape == TokenShape.Mark && (char)token.Word is '.' or '&' or '-' && token.IsJoined);
    }

    // How far away numbers and words of streets are, before and behind.
    private static uint AddressSigns(ReadOnlySpan<NameToken> tokens, int index)
    {
        uint signs = 0;
        for (var distance = 1; distance <= 5; distance++)
        {
            signs |= Sign(tokens, index - distance, distance, 0) | Sign(tokens, index + distance, distance, 4);
        }

        return signs;
    }

    private static uint Sign(ReadOnlySpan<NameToken> tokens, int index, int distance, int shift)
    {
        if ((uint)index >= (uint)tokens.Length)
        {
            return 0;
        }

        ref readonly var token = ref tokens[index];
        var isNear = distance <= 2;
        return (token.IsNumber ? isNear ? 1u : 2u : (token.Flags & (WordFlags.Street | WordFlags.AddressPart)) != 0 ? isNear ? 4u : 8u : 0u) << shift;
    }
}
