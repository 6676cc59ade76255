namespace Sallyport.Lab.Heads;

/// <summary>A text that a head learns from or is judged on.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsPositive">Whether the head should find something in it.</param>
/// <param name="Source">Where it is from: held out as a whole, never by rows.</param>
/// <param name="Language">An ISO code, or <c>und</c>.</param>
/// <param name="Kind">What it is within its source: an attack's technique, a document's sort.</param>
internal sealed record Example(string Text, bool IsPositive, string Source, string Language, string Kind)
{
    /// <summary>How much it counts in training beside others of its source and label.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>Where in the text the sign of its label stands, if that is known: its start and length.</summary>
    public (int Start, int Length)? Sign { get; init; }
}
