namespace Sallyport.Detection.Canaries;

/// <summary>
/// The form of a canary's token: a fixed opening that no word begins with, and 25 bytes in Crockford's base32. A reader takes either case, and anything but letters and digits between two
/// characters, up to <see cref="LongestGap"/> of it. What the bytes say, only the instance's key can tell.
/// </summary>
public static class CanaryToken
{
    /// <summary>What each begins with. The first letter is rare in prose, so that a search for it seldom stops.</summary>
    public const string Opening = "zqcanary";

    /// <summary>How many bytes a token holds.</summary>
    public const int ByteLength = 25;

    /// <summary>How many characters may part two of a token.</summary>
    public const int LongestGap = 16;

    /// <summary>A token's length as it is written, in UTF-16 code units.</summary>
    public const int Length = 8 + (ByteLength * 8 / BitsPerCharacter);

    private const int BitsPerCharacter = 5;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Ascii = 128;
    private const sbyte Foreign = -1;

    private static readonly sbyte[] Values = ReadValues();

    /// <summary>Writes a token.</summary>
    /// <param name="bytes">Exactly <see cref="ByteLength"/>.</param>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, ByteLength);
        Span<char> text = stackalloc char[Length];
        Opening.CopyTo(text);
        for (var i = 0; i < Length - Opening.Length; i++)
        {
            var bit = i * BitsPerCharacter;
            var (at, shift) = (bit / 8, bit % 8);
            var pair = (bytes[at] << 8) | (at + 1 < ByteLength ? bytes[at + 1] : 0);
            text[Opening.Length + i] = Alphabet[(pair >> (16 - BitsPerCharacter - shift)) & (Alphabet.Length - 1)];
        }

        return new(text);
    }

    /// <summary>Reads the opening at the start of a text.</summary>
    /// <returns>Whether it stands there, or the whole text is a beginning of it.</returns>
    internal static bool CanOpen(ReadOnlySpan<char> text) => Read(text, Opening.Length, [], out _) is not false;

    /// <summary>Reads a token at the start of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">Takes its bytes; zeroed before.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>Whether one stands there; null where the whole text is the beginning of one.</returns>
    internal static bool? TryRead(ReadOnlySpan<char> text, Span<byte> bytes, out int end) => Read(text, Length, bytes, out end);

    private static bool? Read(ReadOnlySpan<char> text, int most, Span<byte> bytes, out int end)
    {
        var (read, gap) = (0, 0);
        for (end = 0; end < text.Length;)
        {
            var c = text[end++];
            if (!char.IsLetterOrDigit(c))
            {
                if (read == 0 || ++gap > LongestGap)
                {
                    return false;
                }

                continue;
            }

            gap = 0;
            if (read < Opening.Length ? (c | 0x20) != Opening[read] : !TryAdd(c, read - Opening.Length, bytes))
            {
                return false;
            }

            if (++read == most)
            {
                return true;
            }
        }

        return null;
    }

    private static bool TryAdd(char c, int index, Span<byte> bytes)
    {
        var value = c < Ascii ? Values[c] : Foreign;
        if (value < 0)
        {
            return false;
        }

        var bit = index * BitsPerCharacter;
        var pair = value << (16 - BitsPerCharacter - (bit % 8));
        bytes[bit / 8] |= (byte)(pair >> 8);
        if ((byte)pair != 0)
        {
            bytes[(bit / 8) + 1] |= (byte)pair;
        }

        return true;
    }

    // As Crockford has it, o is read as 0, i and l as 1.
    private static sbyte[] ReadValues()
    {
        var values = new sbyte[Ascii];
        Array.Fill(values, Foreign);
        for (var i = 0; i < Alphabet.Length; i++)
        {
            values[Alphabet[i]] = values[char.ToUpperInvariant(Alphabet[i])] = (sbyte)i;
        }

        values['o'] = values['O'] = 0;
        values['i'] = values['I'] = values['l'] = values['L'] = 1;
        return values;
    }
}
