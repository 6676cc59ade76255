namespace Sallyport.Detection.Models;

/// <summary>What a head is: everything of its file but the weights.</summary>
internal sealed record HeadDescription
{
    /// <summary>Its name, as its file and its model card have it.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of its findings.</summary>
    public required string Kind { get; init; }

    /// <summary>The <see cref="TextFeatures.Version"/> that it was trained with.</summary>
    public int Features { get; init; } = TextFeatures.Version;

    /// <summary>What one unit of a weight is worth.</summary>
    public float Scale { get; init; }

    /// <summary>
    /// The power of the number of features that a sum is divided by: between 0.5, by which long text in a language that training hardly saw drifts away
    /// from zero, and 1, the mean, by which a page hides a sentence.
    /// </summary>
    public float CountPower { get; init; } = 0.5f;

    /// <summary>Whether clauses of long units are windows too: what is sought may stand within a sentence, joined to it by commas.</summary>
    public bool ReadsClauses { get; init; }

    /// <summary>Added to each score.</summary>
    public float Bias { get; init; }

    /// <summary>The share of attacks at which the probabilities hold.</summary>
    public double Prior { get; init; } = 0.01;

    /// <summary>Score to probability, measured on sources that were held out: straight lines between points, scores rising, probabilities never falling. At least two.</summary>
    public IReadOnlyList<CalibrationPoint> Calibration { get; init; } = [new(-20, 0), new(20, 1)];

    /// <summary>The probability from which each preset acts, by the preset's name.</summary>
    public IReadOnlyDictionary<string, double> Presets { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);
}
