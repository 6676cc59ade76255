using System.Buffers;
using System.Globalization;

namespace Sallyport.Documents.Styling;

/// <summary>Reads CSS lengths.</summary>
internal static class CssLength
{
    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("+-.0123456789");

    private const double DefaultFont = 16;

    /// <summary>A length in CSS pixels, or null where it is none, or depends on what isn't known here.</summary>
    /// <param name="text">Lower case, trimmed.</param>
    /// <param name="font">What 1em and 100% are, in pixels.</param>
    public static double? Read(ReadOnlySpan<char> text, double font = DefaultFont)
    {
        if (text.StartsWith("calc(") && text[^1] == ')')
        {
            text = text[5..^1].Trim();
        }

        var digits = text.IndexOfAnyExcept(NumberLetters);
        if (digits > 0 && text[digits] == 'e' && digits + 1 < text.Length && (char.IsAsciiDigit(text[digits + 1]) || text[digits + 1] == '-'))
        {
            var exponent = text[(digits + 1)..].IndexOfAnyExcept(NumberLetters);
            digits = exponent < 0 ? -1 : digits + 1 + exponent;
        }

        var number = digits < 0 ? text : text[..digits];
        var unit = text[number.Length..];
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        // CSS Values and Units Module Level 3, 6.2: 96 pixels an inch.
        return unit switch
        {
            "" => value,
            "px" => value,
            "pt" => value * 96 / 72,
            "pc" => value * 16,
            "in" => value * 96,
            "cm" => value * 96 / 2.54,
            "mm" => value * 96 / 25.4,
            "q" => value * 96 / 101.6,
            "em" => value * font,
            "%" => value * font / 100,
            "ex" or "ch" => value * font / 2,
            "rem" => value * DefaultFont,
            // Of a window as people have them.
            "vw" or "vh" or "vmin" or "vmax" => value * 10,
            _ => null,
        };
    }
}
