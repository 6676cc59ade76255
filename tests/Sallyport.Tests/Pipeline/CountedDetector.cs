using Sallyport.Detection;

namespace Sallyport.Tests.Pipeline;

/// <summary>Counts the texts that another detector reads.</summary>
internal sealed class CountedDetector(Detector inner) : Detector
{
    public int Opened { get; private set; }

    public override string Name => inner.Name;

    public override IReadOnlyList<FindingKind> Kinds => inner.Kinds;

    public override int LookBack => inner.LookBack;

    public override int LookAhead => inner.LookAhead;

    public override Scanner? Open(InspectionScope scope)
    {
        Opened++;
        return inner.Open(scope);
    }
}
