namespace Sallyport.Hosting;

/// <summary>What came of trying an exemplar on texts that were there before it. Holds counts and the names of exchanges, and none of the texts.</summary>
public sealed record ExemplarTrial
{
    /// <summary>Which share of the recorded texts may be false alarms before an exemplar is refused; those that ship, however many, allow for none.</summary>
    public const double MostFalseAlarms = 0.001;

    /// <summary>Ordinary texts that come with Sallyport.</summary>
    public required int ShippedTexts { get; init; }

    /// <summary>Different texts of the tenant's latest recorded exchanges; 0 where it records none.</summary>
    public required int RecordedTexts { get; init; }

    /// <summary>Texts that it would be found in, and that neither hold the exemplar itself nor are taken for an attack by another detector.</summary>
    public required int FalseAlarms { get; init; }

    /// <summary>Recorded texts that it would be found in and that are attacks: the exemplar itself, or told so by another detector.</summary>
    public required int Attacks { get; init; }

    /// <summary>The recorded exchanges of the first false alarms, to be looked at.</summary>
    public required IReadOnlyList<string> Exchanges { get; init; }

    /// <summary>Whether there are more false alarms than may be.</summary>
    public bool IsOverBound => FalseAlarms > MostFalseAlarms * RecordedTexts;
}
