using Sallyport.Text;

namespace Sallyport.Detection.Names;

/// <summary>Initials before a person's name, or behind it and a comma, belong to it: the tagger may begin at the last of them or behind, and stops at the comma.</summary>
internal static class Initials
{
    private const int MostBlanks = 4;

    /// <summary>Where a name begins with its initials: "J. R. R. Tolkien", "J.-P. Sartre", "J R R Tolkien".</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="name">What was found in it.</param>
    /// <param name="floor">The end of what was found before.</param>
    public static int StartOf(ReadOnlySpan<char> unit, TextSpan name, int floor)
    {
        var start = name.Start;
        while (Before(unit[..name.End], start, floor) is { } earlier)
        {
            start = earlier;
        }

        return start;
    }

    /// <summary>Where a name ends with its initials: "Tolkien, J. R. R.". Only a surname is followed by them; behind a whole name the letters are something else's: "Ada Lovelace, U.S. officials".</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="name">What was found in it.</param>
    public static int EndOf(ReadOnlySpan<char> unit, TextSpan name)
    {
        var end = name.End;
        if (end < unit.Length && unit[end] == ',' && !unit[name.Start..end].Contains(' '))
        {
            for (var at = SkipBlanks(unit, end + 1); at + 1 < unit.Length && char.IsUpper(unit[at]) && unit[at + 1] == '.' && !BeginsName(unit, at + 2); at = SkipBlanks(unit, end))
            {
                end = at + 2;
            }
        }

        return end;
    }

    // "Smith, J. Brown": the initial is the next one's.
    private static bool BeginsName(ReadOnlySpan<char> text, int at)
    {
        at = SkipBlanks(text, at);
        return at + 1 < text.Length && char.IsUpper(text[at]) && char.IsLower(text[at + 1]);
    }

    private static int SkipBlanks(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && end - at < MostBlanks && IsBlank(text[end]))
        {
            end++;
        }

        return end < text.Length && end == at && text[end] == '-' ? end + 1 : end;
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) && c is not ('\n' or '\r');

    private static int? Before(ReadOnlySpan<char> text, int start, int floor)
    {
        var end = text[start] == '.' ? start + 1 : start;
        if (end == start && end > floor && text[end - 1] == '-')
        {
            end--;
        }

        while (text[start] != '.' && end > floor && start - end < MostBlanks && IsBlank(text[end - 1]))
        {
            end--;
        }

        // Without a point a letter may be a word, unless another one follows.
        var letter = end - 2;
        if (end - 1 < floor || text[end - 1] != '.')
        {
            letter = end < start && start + 1 < text.Length && IsInitial(text, start, floor) && text[start + 1] == ' ' ? end - 1 : -1;
        }

        return letter >= floor && IsInitial(text, letter, floor) ? letter : null;
    }

    private static bool IsInitial(ReadOnlySpan<char> text, int at, int floor) => char.IsUpper(text[at]) && (at == floor || !char.IsLetterOrDigit(text[at - 1]));
}
