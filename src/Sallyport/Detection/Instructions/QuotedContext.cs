using System.Buffers;

namespace Sallyport.Detection.Instructions;

/// <summary>Whether words are reported rather than said: quoted, or introduced as an example.</summary>
internal static class QuotedContext
{
    private const int Reach = 96;

    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"'`“”‘’«»„");

    private static readonly SearchValues<string> Reports = SearchValues.Create(
        [
            "such as", "for example", "for instance", "e.g.", "example", "phrase", "attack", "injection", "injected", "attempt", "jailbreak", "payload", "malicious", "pattern", "detect", "adversar", "attacker", "called", "known as", "keyword", "term ",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>What to multiply a score by: less than 1 where the text before reports.</summary>
    public static float Factor(ReadOnlySpan<char> before)
    {
        var isQuoted = !before.IsEmpty && Quotes.Contains(before[^1]);
        var isReported = UnwrappedText.ContainsBefore(before, Reach, Reports);
        return isQuoted && isReported ? 0.45f : isReported ? 0.7f : 1;
    }
}
