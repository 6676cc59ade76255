using Sallyport.Text;

namespace Sallyport.Detection.Names;

/// <summary>Initials before a person's name belong to it: the tagger may begin at the last of them, or behind.</summary>
internal static class Initials
{
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

    private static int? Before(ReadOnlySpan<char> text, int start, int floor)
    {
        var end = text[start] == '.' ? start + 1 : start;
        if (end == start && end > floor && text[end - 1] is ' ' or '-')
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
