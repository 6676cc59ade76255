namespace Sallyport.Detection;

/// <summary>
/// A detector whose findings stand around an anchor that a vectorised search can find: an at sign, a digit, a token's prefix.
/// Streaming is handled here once: <see cref="Recognize"/> is a pure function of a bounded neighbourhood, asked again with more text for
/// as long as it answers <see cref="Recognition.Undecided"/>. So that cutting changes nothing, it must answer that whenever its answer
/// depends on what follows the end of the neighbourhood and <see cref="Candidate.IsComplete"/> is false.
/// Findings never overlap: one that would begin before the end of the last decision begins there.
/// </summary>
public abstract class AnchoredDetector : Detector
{
    /// <inheritdoc/>
    public override Scanner? Open(InspectionScope scope) => new AnchoredScanner(this);

    /// <summary>The index of the first anchor in <paramref name="text"/>, or -1. Depends on each anchor's own characters and, at most, the one before.</summary>
    /// <param name="text">Text from where the search goes on.</param>
    /// <param name="before">The character before it, or '\0' at the start of the text.</param>
    protected internal abstract int FindAnchor(ReadOnlySpan<char> text, char before);

    /// <summary>How many characters at the end of <paramref name="text"/> could belong to a finding whose anchor is still to come.</summary>
    /// <param name="text">Text without an anchor that waits, ending where the window ends.</param>
    protected internal abstract int OpenTail(ReadOnlySpan<char> text);

    /// <summary>Whether an anchor can be this character. To say yes is always right; where it says no to most, a stream's tokens pass without a search.</summary>
    protected internal virtual bool CanAnchor(char c) => true;

    /// <summary>Whether <see cref="OpenTail"/> can be more than 0 for a text that ends with this character. To say yes is always right.</summary>
    protected internal virtual bool CanEndTail(char last) => true;

    /// <summary>Decides about one anchor.</summary>
    protected internal abstract Recognition Recognize(in Candidate candidate);
}
