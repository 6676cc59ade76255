namespace Sallyport.Text;

/// <summary>
/// The part of a growing text that is in memory: some look-back, then all that has come and is not yet cleared.
/// Each window of a text begins at or after the one before and ends at or after it; what they share is the same.
/// </summary>
public readonly ref struct TextWindow
{
    /// <summary>Creates a window.</summary>
    /// <param name="text">The characters in memory.</param>
    /// <param name="start">The offset of <c>text[0]</c> in the whole text.</param>
    /// <param name="isComplete">Whether the whole text ends where this window ends.</param>
    public TextWindow(ReadOnlySpan<char> text, int start, bool isComplete)
    {
        Text = text;
        Start = start;
        IsComplete = isComplete;
    }

    /// <summary>The characters in memory.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>The offset of the first character in the whole text.</summary>
    public int Start { get; }

    /// <summary>The offset after the last character in the whole text.</summary>
    public int End => Start + Text.Length;

    /// <summary>Whether nothing follows. Once true, it stays true and the text grows no more.</summary>
    public bool IsComplete { get; }

    /// <summary>The characters from an offset of the whole text to the end of the window.</summary>
    public ReadOnlySpan<char> From(int offset) => Text[(offset - Start)..];
}
