using System.Runtime.Intrinsics;

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

    // Whole vectors.
    private const int Places = 48;
    private const int LongestRun = 8;
    private const uint Edge = 3;

    // Of the flags, what tells something of a neighbour.
    private const WordFlags Near = ~(WordFlags.PhraseStart | WordFlags.Common);

    private static readonly uint[] Templates = [.. Enumerable.Range(1, Places).Select(static number => unchecked((uint)number * 0xC2B2AE35))];

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

        Span<uint> first = stackalloc uint[Places];
        Span<uint> second = stackalloc uint[Places];
        (first[0], second[0]) = (shape, 0);
        (first[1], second[1]) = (word, 0);
        (first[2], second[2]) = (before, 0);
        (first[3], second[3]) = (after, 0);
        (first[4], second[4]) = (before2, 0);
        (first[5], second[5]) = (after2, 0);
        (first[6], second[6]) = (before, word);
        (first[7], second[7]) = (word, after);
        (first[8], second[8]) = (before2, before);
        (first[9], second[9]) = (after, after2);
        (first[10], second[10]) = (Affix(spelling, 0, 2), shape);
        (first[11], second[11]) = (Affix(spelling, 0, 3), shape);
        (first[12], second[12]) = (Affix(spelling, spelling.Length - 2, 2), shape);
        (first[13], second[13]) = (Affix(spelling, spelling.Length - 3, 3), shape);
        (first[14], second[14]) = (Affix(spelling, spelling.Length - 4, 4), 0);
        (first[15], second[15]) = (Affix(spelling, spelling.Length - 5, 5), 0);
        (first[16], second[16]) = ((shapeBefore << 16) | (shape << 8) | shapeAfter, 0);
        (first[17], second[17]) = ((shapeBefore2 << 24) | (shapeBefore << 16) | (shape << 8) | shapeAfter, shapeAfter2);
        (first[18], second[18]) = (flags, shape);
        (first[19], second[19]) = (flagsBefore, flags);
        (first[20], second[20]) = (flags, flagsAfter);
        (first[21], second[21]) = ((flagsBefore << 16) | flagsAfter, flags);
        (first[22], second[22]) = ((shape << 16) | flags, mode);
        (first[23], second[23]) = (left, position);
        (first[24], second[24]) = (right, position);
        (first[25], second[25]) = ((uint)(runEnd - runStart), position);
        (first[26], second[26]) = (token.Key, shape);
        (first[27], second[27]) = (before, shape);
        (first[28], second[28]) = (after, shape);
        (first[29], second[29]) = (before, flags);
        (first[30], second[30]) = (after, flags);
        (first[31], second[31]) = (AddressSigns(tokens, index), shape);
        (first[32], second[32]) = ((token.StartsLine ? 2u : 0) | (index == 0 ? 1u : 0), (shape << 16) | flags);
        (first[33], second[33]) = (WordHash.Join(Word(tokens, runStart - 2), left), shape);
        (first[34], second[34]) = (WordHash.Join(left, right), shape);
        (first[35], second[35]) = (token.Key, flags);
        Rows16(first, second, 0).CopyTo(rows);
        Rows16(first, second, 16).CopyTo(rows[16..]);
        Rows16(first, second, 32).GetLower().GetLower().CopyTo(rows[32..]);
    }

    // Sixteen rows at a time: the hash of a feature's number and its two parts.
    private static Vector512<int> Rows16(ReadOnlySpan<uint> first, ReadOnlySpan<uint> second, int from)
    {
        var hash = (Vector512.Create(first[from..]) * 0x9E3779B1) ^ (Vector512.Create(second[from..]) * 0x85EBCA6B) ^ Vector512.Create(Templates, from);
        return (WordHash.Finish(hash) & Vector512.Create(Rows - 1u)).AsInt32();
    }

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
