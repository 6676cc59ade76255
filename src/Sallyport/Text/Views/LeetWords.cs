using System.Buffers;

namespace Sallyport.Text.Views;

/// <summary>
/// Finds words with digits and signs in the place of letters (<c>1gn0r3</c>), and reads them. A word counts where what it reads as is like language; a unit where such words
/// hold at least <see cref="MinSigns"/> signs, so that a version number or a model's name gives none.
/// </summary>
internal static class LeetWords
{
    /// <summary>How many signs the leet words of a unit hold at least.</summary>
    public const int MinSigns = 3;

    private const int MinWord = 3;
    private const int MaxWord = 32;
    private const double MaxMeanCost = 2.9;

    private const string Signs = "01345789@$!|";
    private const string Letters = "oieastbgasil";

    private static readonly SearchValues<char> AnySign = SearchValues.Create(Signs);

    /// <summary>Adds the readings of a unit, in order.</summary>
    public static void Find(ReadOnlySpan<char> unit, LetterModel model, List<UnitReading> readings)
    {
        var first = readings.Count;
        var signs = 0;
        var at = unit.IndexOfAny(AnySign);
        while (at >= 0)
        {
            var start = at;
            while (start > 0 && !char.IsWhiteSpace(unit[start - 1]))
            {
                start--;
            }

            var end = at + 1;
            while (end < unit.Length && !char.IsWhiteSpace(unit[end]))
            {
                end++;
            }

            signs += TryRead(unit, start, end, model, readings);
            var next = unit[end..].IndexOfAny(AnySign);
            at = next < 0 ? -1 : end + next;
        }

        if (signs < MinSigns)
        {
            readings.RemoveRange(first, readings.Count - first);
        }
    }

    // The number of signs read, or 0.
    private static int TryRead(ReadOnlySpan<char> unit, int start, int end, LetterModel model, List<UnitReading> readings)
    {
        while (end > start && unit[end - 1] is '!' or '.' or ',' or ';' or ':' or '?' or ')' or '"' or '\'')
        {
            end--;
        }

        while (end > start && unit[start] is '(' or '"' or '\'')
        {
            start++;
        }

        var length = end - start;
        if (length is < MinWord or > MaxWord)
        {
            return 0;
        }

        Span<char> word = stackalloc char[MaxWord];
        var signs = 0;
        for (var i = 0; i < length; i++)
        {
            var c = unit[start + i];
            var sign = Signs.IndexOf(c, StringComparison.Ordinal);
            if (sign < 0 && !char.IsLetter(c))
            {
                return 0;
            }

            word[i] = sign < 0 ? c : Letters[sign];
            signs += sign < 0 ? 0 : 1;
            if (c is '1' or '!' && i > 0 && Cost(model, word[i - 1], 'l') < Cost(model, word[i - 1], 'i'))
            {
                word[i] = 'l';
            }
        }

        word = word[..length];
        if (signs == 0 || signs == length || model.MeanCost(word) > MaxMeanCost)
        {
            return 0;
        }

        readings.Add(new(start, end, new(word), true));
        return signs;
    }

    private static int Cost(LetterModel model, char first, char second) =>
        model.Cost[(LetterModel.SymbolOf(first) * LetterModel.Stride) + LetterModel.SymbolOf(second)];
}
