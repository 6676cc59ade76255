namespace Sallyport.Retrieval.Chunking;

/// <summary>
/// How many tokens a text is worth, by a rule of ours that needs no vocabulary: each UTF-16 code unit weighs some quarters of a token, and the sum is rounded up.
/// One quarter: ASCII letters and white space (about four characters a token in English prose). Two quarters: ASCII digits and marks, and letters up to U+07FF (Latin with accents,
/// Greek, Cyrillic, Hebrew, Arabic). Four quarters: all others (CJK; the two halves of an emoji are two tokens). Being a sum over code units, it never falls when text is added,
/// and a stretch is never worth more than its text. It is no tokenizer: a model's own count can be a third more or less.
/// </summary>
public static class TokenEstimate
{
    internal const int QuartersPerToken = 4;

    /// <summary>Tokens of a text; 0 for an empty one.</summary>
    /// <param name="text">Any text, lone surrogates included.</param>
    public static int Count(ReadOnlySpan<char> text)
    {
        long quarters = 0;
        foreach (var c in text)
        {
            quarters += Quarters(c);
        }

        return (int)((quarters + QuartersPerToken - 1) / QuartersPerToken);
    }

    internal static int Quarters(char c) => c switch
    {
        <= '\u007f' => char.IsAsciiLetter(c) || char.IsWhiteSpace(c) ? 1 : 2,
        <= '\u07ff' => 2,
        _ => 4,
    };
}
