using System.Text;

namespace Sallyport.Text.Views;

/// <summary>Reads one character that is written as percent escapes of its UTF-8 bytes (RFC 3986, 2.1).</summary>
internal static class PercentEscape
{
    /// <summary>Reads at <c>text[0]</c>, which is a percent sign.</summary>
    public static EscapeReading Read(ReadOnlySpan<char> text, bool isComplete)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        var wanted = 1;
        while (count < wanted)
        {
            var at = count * 3;
            if (at < text.Length && text[at] != '%')
            {
                return EscapeReading.None;
            }

            for (var i = at + 1; i < Math.Min(text.Length, at + 3); i++)
            {
                if (HexDigit.Value(text[i]) < 0)
                {
                    return EscapeReading.None;
                }
            }

            if (at + 3 > text.Length)
            {
                return isComplete ? EscapeReading.None : EscapeReading.Undecided;
            }

            bytes[count] = (byte)((HexDigit.Value(text[at + 1]) << 4) | HexDigit.Value(text[at + 2]));
            if (count == 0)
            {
                wanted = bytes[0] switch { < 0x80 => 1, >= 0xC2 and < 0xE0 => 2, >= 0xE0 and < 0xF0 => 3, >= 0xF0 and < 0xF5 => 4, _ => 0 };
                if (wanted == 0)
                {
                    return EscapeReading.None;
                }
            }

            count++;
        }

        return Rune.DecodeFromUtf8(bytes[..count], out var rune, out var used) == System.Buffers.OperationStatus.Done && used == count
            ? new(count * 3, rune.Value, false)
            : EscapeReading.None;
    }
}
