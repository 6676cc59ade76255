using System.Buffers;

namespace Sallyport.Detection.Pii;

/// <summary>What may stand between the groups of a number whose length and check digits tell it by themselves: white space, a line's end too, hyphens, points and strokes, at most eight in a row.</summary>
internal static class NumberGap
{
    /// <summary>Marks that part the members of a list, rather than the groups of a number.</summary>
    public static readonly SearchValues<char> ListMarks = SearchValues.Create(",;:+=");

    /// <summary>How long one is at most.</summary>
    public const int MaxLength = 8;

    private static readonly SearchValues<char> s_marks = SearchValues.Create("-./\\|_*~()\u00A6\u00B7\u2010\u2011\u2012\u2013\u2014\u2015\u2022\u2027\u2043\u2212\u2219\u22C5\u2502\u25CF\u25E6\u30FB");

    /// <summary>Whether a gap may hold this character.</summary>
    public static bool Holds(char c, bool mayList = false) => char.IsWhiteSpace(c) || s_marks.Contains(c) || (mayList && ListMarks.Contains(c));

    /// <summary>Where the gap ends that begins at an offset; there where none does.</summary>
    /// <param name="candidate">The number.</param>
    /// <param name="at">The offset.</param>
    /// <param name="mayList">Whether <see cref="ListMarks"/> belong to it.</param>
    public static int End(ref NumberCandidate candidate, int at, bool mayList = false)
    {
        var end = at;
        while (end - at < MaxLength && Holds(candidate.At(end), mayList))
        {
            end++;
        }

        return end;
    }
}
