using System.Buffers;

namespace Sallyport.Detection.Secrets;

/// <summary>A token that begins like a word, which only its whole form tells: a prefix, a stretch of one alphabet and, of some, a point and a second stretch.</summary>
/// <param name="Name">The kind's last part.</param>
/// <param name="Prefix">What it begins with.</param>
/// <param name="Head">What the first stretch is written in.</param>
/// <param name="HeadLength">The first stretch's length.</param>
/// <param name="TailLength">The length of the second, in hexadecimal digits; 0 where there is none.</param>
internal sealed record WordToken(string Name, string Prefix, SearchValues<char> Head, int HeadLength, int TailLength = 0)
{
    public FindingKind Kind { get; } = new("secret." + Name);

    /// <summary>The length of the token that a text begins with; 0 where there is none.</summary>
    /// <param name="text">Text from the prefix on.</param>
    /// <param name="isComplete">Whether no more follows.</param>
    /// <returns>-1 where more text decides.</returns>
    public int Measure(ReadOnlySpan<char> text, bool isComplete)
    {
        var at = Prefix.Length;
        var head = StretchLength(text[at..], Head, HeadLength);
        if (head < HeadLength)
        {
            return at + head == text.Length && !isComplete ? -1 : 0;
        }

        at += head;
        if (TailLength > 0)
        {
            if (at < text.Length && text[at] != '.')
            {
                return 0;
            }

            var tail = at < text.Length ? StretchLength(text[(at + 1)..], TokenAlphabet.Hex, TailLength) : 0;
            if (tail < TailLength)
            {
                return at + 1 + tail >= text.Length && !isComplete ? -1 : 0;
            }

            at += 1 + tail;
        }

        if (at == text.Length)
        {
            return isComplete ? Accepted(text[..at]) : -1;
        }

        return char.IsAsciiLetterOrDigit(text[at]) ? 0 : Accepted(text[..at]);
    }

    private static int StretchLength(ReadOnlySpan<char> text, SearchValues<char> alphabet, int most)
    {
        var reach = text[..Math.Min(text.Length, most)];
        return reach.IndexOfAnyExcept(alphabet) is >= 0 and var end ? end : reach.Length;
    }

    private int Accepted(ReadOnlySpan<char> token)
    {
        var body = token[Prefix.Length..];
        return body.ContainsAnyInRange('0', '9') && !Randomness.IsPlaceholder(body) && Randomness.Entropy(body) >= 2.8f ? token.Length : 0;
    }
}
