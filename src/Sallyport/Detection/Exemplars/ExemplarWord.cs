using Sallyport.Detection.Models;

namespace Sallyport.Detection.Exemplars;

/// <summary>
/// A word as exemplars are compared by: without case and accents, digits alike, and known by its first letters, so that endings and slips of the pen
/// behind them make no other word. Kana, ideographs and the letters of scripts that part no words are words by themselves.
/// </summary>
/// <param name="Hash">Of its stem; 0 for other characters.</param>
/// <param name="Weight">What it counts for: its letters, since frequent words are short (Zipf, Human Behavior and the Principle of Least Effort, 1949), up to a bound.</param>
internal readonly record struct ExemplarWord(ulong Hash, int Weight)
{
    /// <summary>A longer run of letters is several words.</summary>
    public const int MaxLength = 32;

    /// <summary>The most characters that are no letters and are read at once.</summary>
    public const int Blank = 16;

    // Cutting words after five letters is an old stemmer that needs to know no language.
    private const int Stem = 5;
    private const int MostWeight = 10;
    private const int WeightByItself = 3;
    private const ulong Prime = 0x9FB21C651E98DF25;

    /// <summary>
    /// Reads the word or blank that begins at the start of a text.
    /// </summary>
    /// <param name="text">The text from there on.</param>
    /// <param name="isComplete">Whether nothing follows.</param>
    /// <param name="word">The word; a default one where the text goes on with other characters than letters.</param>
    /// <returns>How much was read; 0 where more text decides.</returns>
    public static int Read(ReadOnlySpan<char> text, bool isComplete, out ExemplarWord word)
    {
        word = default;
        var first = Letters.Fold(text[0]);
        return first == Letters.None ? ReadBlank(text, isComplete)
            : IsWordByItself(first) ? ReadLetter(first, out word)
            : ReadLetters(text, isComplete, out word);
    }

    private static int ReadBlank(ReadOnlySpan<char> text, bool isComplete)
    {
        var length = 1;
        while (length < text.Length && length < Blank && Letters.Fold(text[length]) == Letters.None)
        {
            length++;
        }

        return length == text.Length && length < Blank && !isComplete ? 0 : length;
    }

    private static int ReadLetter(char letter, out ExemplarWord word)
    {
        word = new((letter + 1UL) * Prime, WeightByItself);
        return 1;
    }

    private static int ReadLetters(ReadOnlySpan<char> text, bool isComplete, out ExemplarWord word)
    {
        word = default;
        var hash = Prime;
        var length = 0;
        for (; length < text.Length && length < MaxLength; length++)
        {
            var c = Letters.Fold(text[length]);
            if (c == Letters.None || IsWordByItself(c))
            {
                break;
            }

            hash = length < Stem ? (hash ^ c) * Prime : hash;
        }

        if (length == text.Length && length < MaxLength && !isComplete)
        {
            return 0;
        }

        word = new(hash | 1, Math.Min(length, MostWeight));
        return length;
    }

    // Thai, Lao, Tibetan, Myanmar and Khmer.
    private static bool IsWordByItself(char c) => Letters.IsWordByItself(c) || c is >= '\u0e00' and <= '\u109f' or >= '\u1780' and <= '\u17ff';
}
