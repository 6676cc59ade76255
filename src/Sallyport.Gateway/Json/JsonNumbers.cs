using System.Globalization;

namespace Sallyport.Gateway.Json;

/// <summary>
/// Tells numbers that a double keeps from those that readers take for different ones: a digit more than it holds, or beyond its range. RFC 8785
/// gives only the former a canonical form.
/// </summary>
internal static class JsonNumbers
{
    // The shortest text that gives a double back has no more.
    private const int MaxDigits = 17;

    /// <summary>Whether reading the token as a double loses nothing of its value.</summary>
    public static bool IsKept(ReadOnlySpan<byte> token)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        if (!TrySplit(token, digits, out var count, out var exponent))
        {
            return false;
        }

        if (!double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return false;
        }

        Span<byte> shortest = stackalloc byte[32];
        Span<byte> kept = stackalloc byte[MaxDigits];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        return TrySplit(shortest[..length], kept, out var keptCount, out var keptExponent)
            && digits[..count].SequenceEqual(kept[..keptCount])
            && (count == 0 || exponent == keptExponent);
    }

    /// <summary>Whether every number of a document is kept.</summary>
    public static bool AreKept(JsonMap map)
    {
        for (var row = 0; row < map.Count; row++)
        {
            if (map[row] is { Kind: JsonKind.Number } number && !IsKept(number.Bytes))
            {
                return false;
            }
        }

        return true;
    }

    // Significant digits, and the power of ten of the first one. False where there are more than a double can have.
    private static bool TrySplit(ReadOnlySpan<byte> token, Span<byte> digits, out int count, out long exponent)
    {
        count = 0;
        exponent = 0;
        var zeros = 0;
        var isFraction = false;
        var at = 0;
        for (; at < token.Length && (token[at] | 0x20) != 'e'; at++)
        {
            if (token[at] == '.')
            {
                isFraction = true;
            }
            else if (char.IsAsciiDigit((char)token[at]))
            {
                var isLeading = count == 0 && token[at] == '0';
                exponent += isLeading ? isFraction ? -1 : 0 : isFraction ? 0 : 1;
                if (isLeading)
                {
                    continue;
                }

                if (token[at] == '0')
                {
                    zeros++;
                    continue;
                }

                if (count + zeros >= MaxDigits)
                {
                    return false;
                }

                digits.Slice(count, zeros).Fill((byte)'0');
                count += zeros;
                digits[count++] = token[at];
                zeros = 0;
            }
        }

        if (at == token.Length)
        {
            return true;
        }

        // A power too long for 64 bits is out of a double's range, but for a zero, which is zero at any power.
        var isPower = long.TryParse(token[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power);
        exponent += isPower ? power : 0;
        return isPower || count == 0;
    }
}
