using System.Buffers;

namespace Sallyport.Text.Views;

/// <summary>Where units end: after a sentence or line of some length, at the latest after <see cref="MaxLength"/> characters. Depends on the text from the unit's start alone.</summary>
internal static class UnitEdges
{
    public const int MaxLength = 400;
    private const int MinLength = 24;
    private const int MinCut = 300;

    private static readonly SearchValues<char> Ends = SearchValues.Create(".!?\n。！？।؟");

    /// <summary>The length of the unit that begins the text, or -1 where more text decides.</summary>
    public static int Find(ReadOnlySpan<char> text, bool isComplete)
    {
        var most = Math.Min(text.Length, MaxLength);
        var from = MinLength - 1;
        while (from < most)
        {
            var found = text[from..most].IndexOfAny(Ends);
            if (found < 0)
            {
                break;
            }

            from += found + 1;
            // Scripts that write these ends put no space after them.
            if (text[from - 1] is '\n' or > '\u007f' || from == MaxLength)
            {
                return from;
            }

            if (from == text.Length)
            {
                return isComplete ? from : -1;
            }

            if (char.IsWhiteSpace(text[from]))
            {
                return from;
            }
        }

        if (text.Length < MaxLength)
        {
            return isComplete ? text.Length : -1;
        }

        var space = text[MinCut..MaxLength].LastIndexOf(' ');
        return space < 0 ? MaxLength : MinCut + space + 1;
    }
}
