namespace Sallyport.Detection.Exemplars;

/// <summary>
/// Finds texts like an attack that the tenant has confirmed (see <see cref="ExemplarSet"/>), whatever stands around them: with a third of the words put
/// otherwise or left out, with words put between, in other case, spacing and punctuation, and in each of the views.
/// Misses an attack that is told anew in other words or in another language, and one whose every word is misspelt in its first letters.
/// </summary>
internal sealed class ExemplarDetector : Detector
{
    internal static readonly FindingKind Kind = new("injection.exemplar");

    /// <inheritdoc/>
    public override string Name => "exemplars";

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds { get; } = [Kind];

    /// <inheritdoc/>
    public override Text.ViewKinds Views => Text.ViewKinds.All;

    /// <inheritdoc/>
    public override int LookBack => 0;

    /// <inheritdoc/>
    public override int LookAhead => ExemplarPassage.MaxSpan + ExemplarWord.MaxLength + ExemplarWord.Blank;

    /// <inheritdoc/>
    public override Scanner? Open(InspectionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.Exemplars is { Count: > 0 } exemplars ? new ExemplarScanner(exemplars) : null;
    }
}
