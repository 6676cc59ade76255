using System.Globalization;
using Sallyport.Detection.Models;

namespace Sallyport.Retrieval.Fingerprints;

/// <summary>
/// Reads the letters and digits of a text as fingerprints know them: without case, accents, spaces and marks, and through the escapes of a JSON string, in which
/// applications hand on what they found. Both sides are read so: what it misreads (the n of <c>C:\new</c>), it misreads in both.
/// </summary>
internal static class FoldedLetters
{
    /// <summary>What stands where no letter begins.</summary>
    public const char None = Letters.None;

    private const int HexDigits = 4;

    /// <summary>Reads what begins at an offset.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The offset.</param>
    /// <param name="next">Where to read on.</param>
    /// <returns>The letter, or <see cref="None"/>.</returns>
    public static char Read(ReadOnlySpan<char> text, int at, out int next)
    {
        var c = text[at];
        next = at + 1;
        return c == '\\' ? ReadEscape(text, ref next) : Fold(c);
    }

    /// <summary>Whether what was read from one offset to the next ends a line.</summary>
    public static bool IsLineBreak(ReadOnlySpan<char> text, int at, int next) =>
        text[at] is '\n' or '\r' || (text[at] == '\\' && text[next - 1] is 'n' or 'r');

    // Text that was escaped more than once has more backslashes.
    private static char ReadEscape(ReadOnlySpan<char> text, ref int next)
    {
        while (next < text.Length && text[next] == '\\')
        {
            next++;
        }

        if (next == text.Length)
        {
            return None;
        }

        if (text[next] == 'u' && next + HexDigits < text.Length
            && ushort.TryParse(text.Slice(next + 1, HexDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            next += 1 + HexDigits;
            return Fold((char)code);
        }

        if (text[next] is 'n' or 'r' or 't' or 'b' or 'f')
        {
            next++;
        }

        return None;
    }

    // Unlike features of words, fingerprints tell digits apart: two orders differ in their numbers alone.
    private static char Fold(char c)
    {
        var folded = Letters.Fold(c);
        return folded != '0' || c == '0' ? folded : char.IsAsciiDigit(c) ? c : (char)('0' + (int)char.GetNumericValue(c));
    }
}
