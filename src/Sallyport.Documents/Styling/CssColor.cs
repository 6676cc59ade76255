using System.Drawing;
using System.Globalization;

namespace Sallyport.Documents.Styling;

/// <summary>Reads CSS colours: names, hexadecimal, <c>rgb()</c> and <c>hsl()</c>. Others, such as variables, are unknown.</summary>
internal static class CssColor
{
    // Below this a colour leaves no trace that a person would notice.
    private const double LeastAlpha = 0.1;

    /// <summary>Reads a colour.</summary>
    /// <param name="text">Lower case, trimmed.</param>
    /// <param name="shade">The colour, where it isn't transparent.</param>
    /// <returns>Whether it is a colour; transparent ones are, without a shade.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, out Shade? shade)
    {
        shade = null;
        if (text is "transparent")
        {
            return true;
        }

        if (text.StartsWith("#"))
        {
            return TryReadHex(text[1..], out shade);
        }

        var open = text.IndexOf('(');
        if (open > 0 && text[^1] == ')' && text[..open] is "rgb" or "rgba" or "hsl" or "hsla")
        {
            return TryReadParts(text[(open + 1)..^1], text[0] == 'h', out shade);
        }

        if (text.Length is < 3 or > 24 || Color.FromName(text.ToString()) is not { IsKnownColor: true, IsSystemColor: false } named)
        {
            return false;
        }

        shade = new Shade(named.R, named.G, named.B);
        return true;
    }

    private static bool TryReadHex(ReadOnlySpan<char> digits, out Shade? shade)
    {
        shade = null;
        Span<char> full = stackalloc char[8];
        if (digits.Length is 3 or 4)
        {
            for (var i = 0; i < digits.Length; i++)
            {
                full[2 * i] = full[(2 * i) + 1] = digits[i];
            }
        }
        else if (digits.Length is 6 or 8)
        {
            digits.CopyTo(full);
        }
        else
        {
            return false;
        }

        shade = Shade.OfHex(full[..6]);
        if (shade is not null && digits.Length is 4 or 8
            && (!int.TryParse(full[6..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var alpha) || alpha < LeastAlpha * 255))
        {
            shade = null;
        }

        return true;
    }

    private static bool TryReadParts(ReadOnlySpan<char> text, bool isHue, out Shade? shade)
    {
        shade = null;
        Span<double> parts = [0, 0, 0, 1];
        var count = 0;
        foreach (var range in text.SplitAny(' ', ',', '/'))
        {
            var part = text[range];
            if (part.IsEmpty)
            {
                continue;
            }

            if (count == parts.Length || !TryReadPart(part, isHue ? count == 0 ? 1 : 100 : 255, count == 3, out parts[count]))
            {
                return false;
            }

            count++;
        }

        if (count < 3)
        {
            return false;
        }

        if (parts[3] >= LeastAlpha)
        {
            shade = isHue ? OfHue(parts[0], parts[1], parts[2]) : Shade.OfParts(parts[0], parts[1], parts[2]);
        }

        return true;
    }

    private static bool TryReadPart(ReadOnlySpan<char> part, double whole, bool isAlpha, out double value)
    {
        var isPercent = part[^1] == '%';
        var number = isPercent ? part[..^1] : part.EndsWith("deg") ? part[..^3] : part;
        var isNumber = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        value = isPercent ? value / 100 : isAlpha ? value : value / whole;
        return isNumber;
    }

    // CSS Color Module Level 4, 7.1: the conversion of HSL to RGB.
    private static Shade OfHue(double degrees, double saturation, double light)
    {
        double Channel(double n)
        {
            var k = (n + (degrees / 30)) % 12;
            k = k < 0 ? k + 12 : k;
            return light - (saturation * Math.Min(light, 1 - light) * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)));
        }

        return Shade.OfParts(Channel(0), Channel(8), Channel(4));
    }
}
