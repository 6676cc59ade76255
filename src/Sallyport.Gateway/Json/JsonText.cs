using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text.Unicode;

namespace Sallyport.Gateway.Json;

/// <summary>
/// Reads and writes the text of JSON strings. Half surrogate pairs go both ways as <c>\uXXXX</c>, since a text that streams in
/// deltas may be cut inside a pair.
/// </summary>
internal static class JsonText
{
    private static readonly SearchValues<char> s_escapedChars = SearchValues.Create(EscapedChars());
    private static readonly SearchValues<byte> s_escapedBytes = SearchValues.Create(Array.ConvertAll(EscapedChars(), c => (byte)c));

    /// <summary>Decodes what stands between a string's quotes, as they were mapped. A backslash that escapes nothing stands for itself.</summary>
    /// <param name="content">The bytes between the quotes.</param>
    /// <param name="to">At least as many code units as <paramref name="content"/> has bytes.</param>
    /// <returns>The code units written.</returns>
    public static int Unescape(ReadOnlySpan<byte> content, Span<char> to)
    {
        var written = 0;
        while (true)
        {
            var plain = content.IndexOf((byte)'\\');
            var stretch = plain < 0 ? content : content[..plain];
            Utf8.ToUtf16(stretch, to[written..], out _, out var chars);
            written += chars;
            if (plain < 0)
            {
                return written;
            }

            content = content[plain..];
            if (TryReadUnicodeEscape(content, out var unit))
            {
                to[written++] = unit;
                content = content[6..];
            }
            else if (content.Length > 1 && "\"\\/bfnrt"u8.Contains(content[1]))
            {
                to[written++] = ShortEscape(content[1]);
                content = content[2..];
            }
            else
            {
                to[written++] = '\\';
                content = content[1..];
            }
        }
    }

    /// <summary>Decodes a string's token, quotes included.</summary>
    public static string Decode(ReadOnlySpan<byte> token)
    {
        var content = token[1..^1];
        using var chars = new CharBuffer(content.Length);
        return chars.Span[..Unescape(content, chars.Span)].ToString();
    }

    /// <summary>Reads <c>\uXXXX</c> at the start of the bytes.</summary>
    public static bool TryReadUnicodeEscape(ReadOnlySpan<byte> at, out char unit)
    {
        unit = default;
        if (at.Length < 6 || at[0] != '\\' || at[1] != 'u')
        {
            return false;
        }

        var value = 0;
        foreach (var digit in at[2..6])
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }

            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        unit = (char)value;
        return true;
    }

    /// <summary>Writes a JSON string with its quotes. Escapes only what JSON demands, and half pairs.</summary>
    public static void WriteString(IBufferWriter<byte> to, ReadOnlySpan<char> text)
    {
        to.Write("\""u8);
        WriteContent(to, text);
        to.Write("\""u8);
    }

    /// <summary>Writes the inside of a JSON string.</summary>
    public static void WriteContent(IBufferWriter<byte> to, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(s_escapedChars);
            var stretch = plain < 0 ? text : text[..plain];
            WriteRaw(to, stretch);
            if (plain < 0)
            {
                return;
            }

            WriteEscape(to, text[plain]);
            text = text[(plain + 1)..];
        }
    }

    /// <summary>Writes UTF-8 text as a JSON string with its quotes.</summary>
    public static void WriteString(IBufferWriter<byte> to, ReadOnlySpan<byte> utf8)
    {
        to.Write("\""u8);
        while (!utf8.IsEmpty)
        {
            var plain = utf8.IndexOfAny(s_escapedBytes);
            to.Write(plain < 0 ? utf8 : utf8[..plain]);
            if (plain < 0)
            {
                break;
            }

            WriteEscape(to, (char)utf8[plain]);
            utf8 = utf8[(plain + 1)..];
        }

        to.Write("\""u8);
    }

    /// <summary>Writes a whole number.</summary>
    public static void WriteNumber(IBufferWriter<byte> to, long number)
    {
        var span = to.GetSpan(20);
        var isWritten = Utf8Formatter.TryFormat(number, span, out var written);
        Debug.Assert(isWritten, "20 bytes hold any 64-bit number.");
        to.Advance(written);
    }

    /// <summary>Writes text as UTF-8 without escapes, but for half surrogate pairs, which UTF-8 can't hold.</summary>
    public static void WriteRaw(IBufferWriter<byte> to, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            // Three bytes hold any code unit; a piece keeps the writer's buffers small.
            var piece = text[..Math.Min(text.Length, 4096)];
            var isLast = piece.Length == text.Length;
            var status = Utf8.FromUtf16(piece, to.GetSpan(piece.Length * 3), out var read, out var written, replaceInvalidSequences: false, isFinalBlock: isLast);
            to.Advance(written);
            text = text[read..];
            if (status is OperationStatus.InvalidData)
            {
                WriteUnit(to, text[0]);
                text = text[1..];
            }
        }
    }

    private static char[] EscapedChars()
    {
        var chars = new char[34];
        for (var i = 0; i < 32; i++)
        {
            chars[i] = (char)i;
        }

        chars[32] = '"';
        chars[33] = '\\';
        return chars;
    }

    private static char ShortEscape(byte letter) => letter switch
    {
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        _ => (char)letter,
    };

    private static void WriteEscape(IBufferWriter<byte> to, char unit)
    {
        switch (unit)
        {
            case '"':
                to.Write("\\\""u8);
                break;
            case '\\':
                to.Write("\\\\"u8);
                break;
            case '\n':
                to.Write("\\n"u8);
                break;
            case '\r':
                to.Write("\\r"u8);
                break;
            case '\t':
                to.Write("\\t"u8);
                break;
            default:
                WriteUnit(to, unit);
                break;
        }
    }

    private static void WriteUnit(IBufferWriter<byte> to, char unit)
    {
        var span = to.GetSpan(6);
        "\\u"u8.CopyTo(span);
        ((int)unit).TryFormat(span[2..], out _, "x4", CultureInfo.InvariantCulture);
        to.Advance(6);
    }
}
