using System.Buffers;
using System.Text;

namespace Sallyport.Text.Views;

/// <summary>Reads one character that is written as a backslash escape: by its letter or mark in strings (<c>\n</c>, <c>\"</c>, <c>\/</c>), of a mark that Markdown or regular expressions write so within names (<c>\_</c>, <c>\-</c>, <c>\.</c>, <c>\@</c>),
/// or of its number: <c>\x41</c> (bytes of UTF-8 where they are valid), <c>\u0041</c>, <c>\u{41}</c>, <c>\U00000041</c>. A string within a string has its backslashes doubled, so all that stand before the letter belong to the escape;
/// where none follows, they stand for one.</summary>
internal static class BackslashEscape
{
    // JSON within JSON, six times. More of them, if no letter follows, must not be held back longer.
    private const int MaxBackslashes = 63;

    /// <summary>Reads at <c>text[0]</c>, which is a backslash.</summary>
    public static EscapeReading Read(ReadOnlySpan<char> text, bool isComplete)
    {
        var head = text[..Math.Min(text.Length, MaxBackslashes + 1)];
        var others = head.IndexOfAnyExcept('\\') is var end and >= 0 ? end : head.Length;
        if (others > MaxBackslashes)
        {
            return EscapeReading.None;
        }

        if (others == text.Length)
        {
            return isComplete ? EscapeReading.None : EscapeReading.Undecided;
        }

        var reading = ReadOne(text[(others - 1)..], isComplete);
        return reading.IsFound ? reading with { Length = reading.Length + others - 1 }
            : others > 1 && !reading.NeedsMore ? new(others, '\\', false)
            : reading;
    }

    private static EscapeReading ReadOne(ReadOnlySpan<char> text, bool isComplete)
    {
        var reading = text[1] switch
        {
            'x' => Bytes(text, isComplete),
            'u' when text.Length > 2 && text[2] == '{' => Braced(text, isComplete),
            'u' => Units(text, isComplete),
            'U' => Digits(text, 2, 8, isComplete),
            'n' => new(2, '\n', false),
            'r' => new(2, '\r', false),
            't' => new(2, '\t', false),
            'b' => new(2, '\b', false),
            'f' => new(2, '\f', false),
            '"' or '\'' or '/' or '_' or '-' or '.' or '@' => new(2, text[1], false),
            _ => EscapeReading.None,
        };
        return reading.IsFound && !IsText(reading.CodePoint) ? EscapeReading.None : reading;
    }

    private static bool IsText(int codePoint) =>
        codePoint is >= '\b' and <= '\r' || (codePoint >= 0x20 && codePoint is < 0x7F or >= 0xA0 && Rune.IsValid(codePoint));

    private static EscapeReading Digits(ReadOnlySpan<char> text, int from, int count, bool isComplete)
    {
        var value = 0L;
        for (var i = from; i < from + count; i++)
        {
            if (i == text.Length)
            {
                return isComplete ? EscapeReading.None : EscapeReading.Undecided;
            }

            var digit = HexDigit.Value(text[i]);
            if (digit < 0)
            {
                return EscapeReading.None;
            }

            value = (value << 4) | (uint)digit;
        }

        return new(from + count, (int)Math.Min(value, int.MaxValue), false);
    }

    private static EscapeReading Braced(ReadOnlySpan<char> text, bool isComplete)
    {
        var value = 0;
        var end = 3;
        for (; end < text.Length && end < 9 && HexDigit.Value(text[end]) >= 0; end++)
        {
            value = (value << 4) | HexDigit.Value(text[end]);
        }

        if (end == text.Length)
        {
            return isComplete ? EscapeReading.None : EscapeReading.Undecided;
        }

        return text[end] == '}' && end > 3 ? new(end + 1, value, false) : EscapeReading.None;
    }

    private static EscapeReading Units(ReadOnlySpan<char> text, bool isComplete)
    {
        var first = Digits(text, 2, 4, isComplete);
        if (!first.IsFound || !char.IsHighSurrogate((char)first.CodePoint))
        {
            return first;
        }

        var rest = text[first.Length..];
        if (rest.Length < 2 ? !"\\u".AsSpan().StartsWith(rest) : !rest.StartsWith("\\u"))
        {
            return EscapeReading.None;
        }

        var second = rest.Length < 2 ? (isComplete ? EscapeReading.None : EscapeReading.Undecided) : Digits(rest, 2, 4, isComplete);
        if (!second.IsFound)
        {
            return second;
        }

        return char.IsLowSurrogate((char)second.CodePoint)
            ? new(first.Length + second.Length, char.ConvertToUtf32((char)first.CodePoint, (char)second.CodePoint), false)
            : EscapeReading.None;
    }

    private static EscapeReading Bytes(ReadOnlySpan<char> text, bool isComplete)
    {
        Span<byte> bytes = stackalloc byte[4];
        var first = Digits(text, 2, 2, isComplete);
        if (!first.IsFound || first.CodePoint < 0x80)
        {
            return first;
        }

        bytes[0] = (byte)first.CodePoint;
        for (var count = 1; count < 4; count++)
        {
            var rest = text[(4 * count)..];
            if (rest.Length < 2 && !isComplete && "\\x".AsSpan().StartsWith(rest))
            {
                return EscapeReading.Undecided;
            }

            var next = rest.StartsWith("\\x") ? Digits(rest, 2, 2, isComplete) : EscapeReading.None;
            if (!next.IsFound)
            {
                return next.NeedsMore ? next : first;
            }

            bytes[count] = (byte)next.CodePoint;
            var status = Rune.DecodeFromUtf8(bytes[..(count + 1)], out var rune, out _);
            if (status != OperationStatus.NeedMoreData)
            {
                return status == OperationStatus.Done ? new(4 * (count + 1), rune.Value, false) : first;
            }
        }

        return first;
    }
}
