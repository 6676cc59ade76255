using System.Text;
using System.Text.Json;

namespace Sallyport.Bench.Load;

/// <summary>
/// The texts of a load. A number and a length make a text, the same in every process, so that each request carries a text never seen before and
/// whoever receives it can tell whether it is the one that was sent. Texts are bytes inside a JSON string: ASCII, with its escapes.
/// </summary>
internal static class LoadText
{
    /// <summary>How many texts of one length differ.</summary>
    public const int Count = 26 * 26 * 26 * 26 * 26;

    /// <summary>How many bytes at a text's begin tell its number.</summary>
    public const int TagLength = Words * (WordLength + 1);

    private const int Words = 5;
    private const int WordLength = 5;
    private const int PoolSize = 1 << 20;

    // One for each letter, so that the first letter tells the word.
    private static readonly byte[][] s_words =
    [
        .. "apple bread chair dance eagle fruit grape house ivory jelly knife lemon mango night ocean piano quilt river stone table uncle visit water xenon young zebra"
            .Split(' ').Select(Encoding.ASCII.GetBytes),
    ];

    private static readonly byte[] s_pool = Pool();
    private static readonly int[] s_starts = Starts();

    /// <summary>Writes the text of a number; it fills the whole span.</summary>
    public static void Write(int number, Span<byte> to)
    {
        var rest = number;
        for (var word = 0; word < Words; word++)
        {
            s_words[rest % 26].CopyTo(to[(word * (WordLength + 1))..]);
            to[((word + 1) * (WordLength + 1)) - 1] = word == Words - 1 ? (byte)'.' : (byte)' ';
            rest /= 26;
        }

        to[TagLength] = (byte)' ';
        var body = to[(TagLength + 1)..];
        s_pool.AsSpan(s_starts[(int)((uint)number * 2654435761u % (uint)s_starts.Length)], body.Length).CopyTo(body);
        // Not in the middle of an escape.
        if (body[^1] == '\\')
        {
            body[^1] = (byte)' ';
        }
    }

    /// <summary>The number of a text, or -1 where it has none.</summary>
    public static int NumberOf(ReadOnlySpan<byte> text)
    {
        if (text.Length < TagLength)
        {
            return -1;
        }

        var number = 0;
        for (var word = Words - 1; word >= 0; word--)
        {
            var letter = text[word * (WordLength + 1)] - 'a';
            if (letter is < 0 or >= 26)
            {
                return -1;
            }

            number = (number * 26) + letter;
        }

        return number;
    }

    private static byte[] Pool() => Encoding.ASCII.GetBytes(JsonEncodedText.Encode(new Prose(23).Next(PoolSize), System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value);

    // Where sentences begin, with room for the longest text behind.
    private static int[] Starts()
    {
        var starts = new List<int>();
        for (var i = 2; i < s_pool.Length - (64 << 10); i++)
        {
            if (s_pool[i - 2] == '.' && s_pool[i - 1] == ' ')
            {
                starts.Add(i);
            }
        }

        return [.. starts];
    }
}
