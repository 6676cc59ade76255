namespace Sallyport.Detection.Names;

/// <summary>
/// Finds the names of persons, organisations and places, and postal addresses, in text of any length: a sentence or a few short lines at a
/// time. The score is the probability that a finding of its kind is right, measured on sources that it was not trained on.
/// </summary>
public sealed class NameDetector : Detector
{
    // What is less likely than this is not worth telling.
    internal const float LeastScore = 0.3f;

    private readonly NameModel? _model;

    /// <summary>Creates it with the model that ships.</summary>
    public NameDetector()
    {
    }

    internal NameDetector(NameModel model) => _model = model;

    /// <inheritdoc/>
    public override string Name => "names";

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds => NameKinds.All;

    /// <inheritdoc/>
    public override int LookBack => 0;

    /// <inheritdoc/>
    public override int LookAhead => NameUnits.MaxLength + 1;

    /// <inheritdoc/>
    public override Scanner? Open(InspectionScope scope) => new NameScanner(_model ?? NameModel.Shipped);
}
