using System.Buffers;

namespace Sallyport.Detection.Names;

/// <summary>
/// Where the stretches end that are tagged on their own: after a sentence, an empty line or a long line, at the latest after
/// <see cref="MaxLength"/> characters. Depends on the text from the unit's start alone. Short lines stay together, since an address
/// or a form goes over several; a full stop behind what may be an abbreviation doesn't end a unit.
/// </summary>
internal static class NameUnits
{
    public const int MaxLength = 400;
    private const int LongLine = 64;
    private const int ManyLines = 200;
    private const int MinCut = 240;

    private static readonly SearchValues<char> Ends = SearchValues.Create(".!?\n。！？।");

    /// <summary>The length of the unit that begins the text, or -1 where more text decides.</summary>
    public static int Find(ReadOnlySpan<char> text, bool isComplete)
    {
        var most = Math.Min(text.Length, MaxLength);
        var line = 0;
        for (var from = 0; from < most;)
        {
            var found = text[from..most].IndexOfAny(Ends);
            if (found < 0)
            {
                break;
            }

            var at = from + found;
            from = at + 1;
            if (text[at] is '。' or '！' or '？' or '।')
            {
                return from;
            }

            if (from == text.Length)
            {
                return isComplete || from == MaxLength ? from : -1;
            }

            if (text[at] == '\n')
            {
                if (text[from] is '\n' or '\r' || from - line >= LongLine || from >= ManyLines)
                {
                    return from;
                }

                line = from;
            }
            else if (text[from] is ' ' or '\n' or '\r' or '\t' && (text[at] != '.' || EndsSentence(text[..at])))
            {
                return from;
            }
        }

        if (text.Length < MaxLength)
        {
            return isComplete ? text.Length : -1;
        }

        var tail = text[MinCut..MaxLength];
        var cut = tail.LastIndexOf('\n');
        cut = cut < 0 ? tail.LastIndexOfAny(',', ';') : cut;
        cut = cut < 0 ? tail.LastIndexOf(' ') : cut;
        return cut < 0 ? MaxLength : MinCut + cut + 1;
    }

    private static bool EndsSentence(ReadOnlySpan<char> before)
    {
        var start = before.Length;
        while (start > 0 && char.IsLetter(before[start - 1]))
        {
            start--;
        }

        var word = before[start..];
        if (word.Length < 2)
        {
            return word.IsEmpty && !before.IsEmpty && before[^1] is ')' or ']' or '"' or '”' or '\'';
        }

        if (word.EndsWith("str", StringComparison.OrdinalIgnoreCase) || IsShort(word))
        {
            return false;
        }

        return char.IsLower(word[0]) || word.Length >= 6;
    }

    private static bool IsShort(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[4];
        return word.Length <= lower.Length && lower[..word.ToLowerInvariant(lower)] is "mr" or "ms" or "mrs" or "dr" or "st" or "ste" or "apt" or "ave"
            or "rd" or "blvd" or "ln" or "hwy" or "nr" or "no" or "inc" or "co" or "ltd" or "vs" or "bldg" or "av" or "bd" or "tel" or "sra" or "sr"
            or "jr" or "ul" or "pl" or "prof";
    }
}
