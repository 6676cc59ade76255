namespace Sallyport.Detection;

/// <summary>
/// Why a finding was made, where its detector can tell more than the kind says: trained models name words, confirmed attacks the nearest of them. Holds places, names and numbers, and none of the text.
/// Whoever may not know where findings stand may not know this either: it tells which words to change.
/// </summary>
public sealed record FindingReason
{
    /// <summary>What a trained model read; null where none did.</summary>
    public ModelWindow? Window { get; init; }

    /// <summary>
    /// The words of the finding's sentence that weigh most, in the order of the text: at most five stretches, each of which the model would score the window lower without. Empty where only what stands before
    /// the sentence speaks for the finding.
    /// </summary>
    public IReadOnlyList<WeightedSpan> Words { get; init; } = [];

    /// <summary>The share of what stands before the sentence, where the window is wider.</summary>
    /// <value>0 to 1.</value>
    public float Before { get; init; }

    /// <summary>Whether the second stage read it again; <see cref="Words"/> are those of the first.</summary>
    public bool IsReadTwice { get; init; }

    /// <summary>The name of the confirmed attack that the text is like; null where it has none, or the finding is another's.</summary>
    public string? Exemplar { get; init; }

    /// <summary>How much of that attack, or of the passage of it that is nearest, stands in the text; null where the finding is no likeness.</summary>
    /// <value>0 to 1, by the weight of its words.</value>
    public float? Likeness { get; init; }

    /// <summary>The same in a text of which this one's starts at an offset.</summary>
    internal FindingReason Moved(int by) => this with { Words = [.. Words.Select(word => word with { Span = word.Span.Moved(by) })] };
}
