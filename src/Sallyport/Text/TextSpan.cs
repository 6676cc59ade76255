namespace Sallyport.Text;

/// <summary>A half-open stretch [Start, End) of a text.</summary>
/// <param name="Start">UTF-16 code units from the start of the text.</param>
/// <param name="End">UTF-16 code units from the start of the text; never less than <paramref name="Start"/>.</param>
public readonly record struct TextSpan(int Start, int End)
{
    /// <summary>UTF-16 code units.</summary>
    public int Length => End - Start;

    /// <summary>The span in a text of which this one's starts at an offset.</summary>
    internal TextSpan Moved(int by) => new(Start + by, End + by);

    /// <summary>Whether the two share at least one code unit.</summary>
    public bool Overlaps(TextSpan other) => Start < other.End && other.Start < End;

    /// <summary>The smallest span that holds both.</summary>
    public TextSpan Union(TextSpan other) => new(Math.Min(Start, other.Start), Math.Max(End, other.End));
}
