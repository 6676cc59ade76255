using System.Buffers;
using System.Globalization;

namespace Sallyport.Detection.Instructions;

/// <summary>
/// A text as it reads where no line is wrapped: a run of white space is one space, also where it ends a line on which the sentence goes on.
/// Any other end of a line (a blank line, the end of an item, of a statement) is one line feed. White space is that of ASCII; a view folds the rest.
/// </summary>
internal readonly ref struct UnwrappedText
{
    private const int MostMarks = 3;

    private static readonly SearchValues<char> OtherBlanks = SearchValues.Create("\t\n\v\f\r");

    private readonly ReadOnlySpan<ushort> _ends;

    private UnwrappedText(ReadOnlySpan<char> text, ReadOnlySpan<ushort> ends)
    {
        Text = text;
        _ends = ends;
    }

    public ReadOnlySpan<char> Text { get; }

    /// <summary>Unwraps a text.</summary>
    /// <param name="source">The text as it came.</param>
    /// <param name="isComplete">Whether it goes no further; else white space at its end, which could become anything, is left out, with marks that a word may follow.</param>
    /// <param name="text">Room for what is read at most.</param>
    /// <param name="ends">As much room.</param>
    public static UnwrappedText Of(ReadOnlySpan<char> source, bool isComplete, Span<char> text, Span<ushort> ends)
    {
        var given = isComplete ? source : source[..EndBeforeOpen(source)];
        var reach = given[..Math.Min(given.Length, text.Length)];
        if (IsUnwrapped(reach))
        {
            return new(reach, default);
        }

        var length = 0;
        for (var at = 0; at < given.Length && length < text.Length; length++)
        {
            var c = given[at];
            var end = at + 1;
            if (IsBlank(c))
            {
                end = at + BlankLength(given[at..], out var lines);
                c = lines == 0 || (lines == 1 && GoesOn(given[..at], given[end..])) ? ' ' : '\n';
            }

            text[length] = c;
            ends[length] = (ushort)end;
            at = end;
        }

        return new(text[..length], ends[..length]);
    }

    /// <summary>Where a beginning of <see cref="Text"/> ends in the text as it came.</summary>
    public int SourceEnd(int length) => _ends.IsEmpty || length == 0 ? length : _ends[length - 1];

    /// <summary>White space that may part words.</summary>
    public static bool IsBlank(char c) => c is ' ' or (>= '\t' and <= '\r');

    /// <summary>Whether a text has single spaces and nothing else between its words.</summary>
    public static bool IsUnwrapped(ReadOnlySpan<char> text) => !text.ContainsAny(OtherBlanks) && !text.Contains("  ", StringComparison.Ordinal);

    /// <summary>Unwraps the end of a text into the end of a buffer. All white space is one space here: what follows decides of a line's end.</summary>
    /// <param name="source">The text as it came.</param>
    /// <param name="text">Room for what is read at most.</param>
    /// <param name="lengths">As much room: from each place on, the length of the text as it came.</param>
    /// <returns>Where in the buffer it begins.</returns>
    public static int End(ReadOnlySpan<char> source, Span<char> text, Span<ushort> lengths)
    {
        var first = text.Length;
        for (var at = source.Length; at > 0 && first > 0;)
        {
            var c = source[at - 1];
            at = IsBlank(c) ? EndBeforeBlank(source[..at]) : at - 1;
            text[--first] = IsBlank(c) ? ' ' : c;
            lengths[first] = (ushort)(source.Length - at);
        }

        return first;
    }

    /// <summary>Whether one of some words stands in the last characters of a text, once it is unwrapped.</summary>
    public static bool ContainsBefore(ReadOnlySpan<char> source, int reach, SearchValues<string> words)
    {
        Span<char> text = stackalloc char[reach];
        return text[End(source, text, stackalloc ushort[reach])..].ContainsAny(words);
    }

    private static int EndBeforeBlank(ReadOnlySpan<char> text)
    {
        var end = text.Length;
        while (end > 0 && IsBlank(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    private static int EndBeforeOpen(ReadOnlySpan<char> text)
    {
        var end = EndBeforeBlank(text);
        var marks = end;
        while (marks > 0 && end - marks < MostMarks && IsEmphasis(text[marks - 1]))
        {
            marks--;
        }

        return marks > 0 && IsBlank(text[marks - 1]) ? EndBeforeBlank(text[..marks]) : end;
    }

    private static int BlankLength(ReadOnlySpan<char> text, out int lines)
    {
        lines = 0;
        var length = 0;
        for (; length < text.Length && IsBlank(text[length]); length++)
        {
            lines += text[length] == '\n' || (text[length] == '\r' && !text[(length + 1)..].StartsWith('\n')) ? 1 : 0;
        }

        return length;
    }

    // What items, keys and statements end or begin with is left out; a full stop ends what rules read by itself.
    private static bool GoesOn(ReadOnlySpan<char> before, ReadOnlySpan<char> after)
    {
        var (last, first) = (LastOf(before), FirstOf(after));
        return (IsOfWord(last) || last is '\0' or ',' or '、' or '.' or '!' or '?' or '-' or '—' or '–' or '…' or ')' or '"' or '\'' or '”' or '’' or '»' or '」')
            && (IsOfWord(first) || first is '\0' or '(' or '"' or '\'' or '“' or '‘' or '«' or '「');
    }

    // Behind or before the marks by which words are set off: they end no line. An item's mark has a space behind it.
    private static char LastOf(ReadOnlySpan<char> text)
    {
        var end = text.Length;
        while (end > 0 && text.Length - end < MostMarks && IsEmphasis(text[end - 1]))
        {
            end--;
        }

        return end == 0 ? '\0' : text[end - 1];
    }

    private static char FirstOf(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (at < text.Length && at < MostMarks && IsEmphasis(text[at]))
        {
            at++;
        }

        return at == text.Length ? '\0' : text[at];
    }

    private static bool IsEmphasis(char c) => c is '*' or '_' or '`' or '~';

    // Vowels and tones are marks in some scripts.
    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
