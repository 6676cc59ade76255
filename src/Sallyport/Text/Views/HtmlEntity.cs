using System.Collections.Frozen;
using System.Text;

namespace Sallyport.Text.Views;

/// <summary>
/// Reads an HTML character reference at an ampersand. Named ones need their semicolon and are the common set below (HTML Living Standard, 13.5);
/// numeric ones may lack it, as in browsers, and have at most <see cref="MaxDigits"/> digits.
/// </summary>
internal static class HtmlEntity
{
    private const int MaxDigits = 16;
    private const int MaxName = 10;

    private static readonly FrozenDictionary<string, char> Names = new Dictionary<string, char>(StringComparer.Ordinal)
    {
        ["amp"] = '&', ["AMP"] = '&', ["lt"] = '<', ["LT"] = '<', ["gt"] = '>', ["GT"] = '>', ["quot"] = '"', ["QUOT"] = '"', ["apos"] = '\'',
        ["nbsp"] = ' ', ["ensp"] = ' ', ["emsp"] = ' ', ["thinsp"] = ' ', ["Tab"] = '\t', ["NewLine"] = '\n',
        ["shy"] = '\u00AD', ["zwj"] = '\u200D', ["zwnj"] = '\u200C', ["lrm"] = '\u200E', ["rlm"] = '\u200F',
        ["excl"] = '!', ["num"] = '#', ["dollar"] = '$', ["percnt"] = '%', ["lpar"] = '(', ["rpar"] = ')', ["ast"] = '*', ["midast"] = '*', ["plus"] = '+',
        ["comma"] = ',', ["period"] = '.', ["sol"] = '/', ["colon"] = ':', ["semi"] = ';', ["equals"] = '=', ["quest"] = '?', ["commat"] = '@',
        ["lsqb"] = '[', ["lbrack"] = '[', ["bsol"] = '\\', ["rsqb"] = ']', ["rbrack"] = ']', ["Hat"] = '^', ["lowbar"] = '_', ["grave"] = '`',
        ["lcub"] = '{', ["lbrace"] = '{', ["verbar"] = '|', ["vert"] = '|', ["rcub"] = '}', ["rbrace"] = '}',
        ["hyphen"] = '\u2010', ["dash"] = '\u2010', ["ndash"] = '\u2013', ["mdash"] = '\u2014', ["lsquo"] = '\u2018', ["rsquo"] = '\u2019',
        ["ldquo"] = '\u201C', ["rdquo"] = '\u201D', ["bull"] = '\u2022', ["hellip"] = '\u2026', ["middot"] = '\u00B7', ["copy"] = '\u00A9', ["reg"] = '\u00AE',
        ["trade"] = '\u2122', ["euro"] = '\u20AC', ["pound"] = '\u00A3', ["cent"] = '\u00A2', ["yen"] = '\u00A5', ["sect"] = '\u00A7', ["deg"] = '\u00B0',
        ["laquo"] = '\u00AB', ["raquo"] = '\u00BB', ["times"] = '\u00D7', ["szlig"] = '\u00DF',
        ["auml"] = 'ä', ["ouml"] = 'ö', ["uuml"] = 'ü', ["Auml"] = 'Ä', ["Ouml"] = 'Ö', ["Uuml"] = 'Ü', ["aacute"] = 'á', ["eacute"] = 'é', ["iacute"] = 'í',
        ["oacute"] = 'ó', ["uacute"] = 'ú', ["agrave"] = 'à', ["egrave"] = 'è', ["ccedil"] = 'ç', ["ntilde"] = 'ñ', ["ecirc"] = 'ê', ["acirc"] = 'â', ["ocirc"] = 'ô',
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, char>.AlternateLookup<ReadOnlySpan<char>> BySpan = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads at <c>text[0]</c>, which is an ampersand.</summary>
    public static EscapeReading Read(ReadOnlySpan<char> text, bool isComplete)
    {
        if (text.Length < 2)
        {
            return isComplete ? EscapeReading.None : EscapeReading.Undecided;
        }

        return text[1] == '#' ? Numeric(text, isComplete) : Named(text, isComplete);
    }

    private static EscapeReading Named(ReadOnlySpan<char> text, bool isComplete)
    {
        var end = 1;
        while (end < text.Length && end <= MaxName && char.IsAsciiLetter(text[end]))
        {
            end++;
        }

        if (end == text.Length)
        {
            return isComplete || end > MaxName ? EscapeReading.None : EscapeReading.Undecided;
        }

        return text[end] == ';' && BySpan.TryGetValue(text[1..end], out var c) ? new(end + 1, c, false) : EscapeReading.None;
    }

    private static EscapeReading Numeric(ReadOnlySpan<char> text, bool isComplete)
    {
        var first = 2;
        if (first == text.Length)
        {
            return isComplete ? EscapeReading.None : EscapeReading.Undecided;
        }

        var isHex = text[first] is 'x' or 'X';
        first += isHex ? 1 : 0;
        var value = 0L;
        var end = first;
        for (; end < text.Length && end - first < MaxDigits && (isHex ? char.IsAsciiHexDigit(text[end]) : char.IsAsciiDigit(text[end])); end++)
        {
            value = Math.Min((value * (isHex ? 16 : 10)) + HexDigit.Value(text[end]), int.MaxValue);
        }

        if (end == text.Length && !isComplete)
        {
            return EscapeReading.Undecided;
        }

        if (end == first || !Rune.IsValid((int)value))
        {
            return EscapeReading.None;
        }

        return new(end < text.Length && text[end] == ';' ? end + 1 : end, (int)value, false);
    }
}
