namespace Sallyport.Detection;

/// <summary>The neighbourhood of an anchor: at most the detector's look-back before it and its look-ahead from it on.</summary>
public readonly ref struct Candidate
{
    internal Candidate(ReadOnlySpan<char> text, int anchor, bool startsText, bool isComplete)
    {
        Text = text;
        Anchor = anchor;
        StartsText = startsText;
        IsComplete = isComplete;
    }

    /// <summary>The neighbourhood.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>The anchor's index in <see cref="Text"/>.</summary>
    public int Anchor { get; }

    /// <summary>Whether the whole text begins with <see cref="Text"/>; if not, an unknown character stands before it.</summary>
    public bool StartsText { get; }

    /// <summary>Whether this is all there will be, because the text ends or the look-ahead is used up: the answer must be final.</summary>
    public bool IsComplete { get; }
}
