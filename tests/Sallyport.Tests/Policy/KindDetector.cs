using Sallyport.Detection;

namespace Sallyport.Tests.Policy;

/// <summary>A detector that only says what it could find: plans are made of nothing else.</summary>
internal sealed class KindDetector(string name, params string[] kinds) : Detector
{
    public override string Name => name;

    public override IReadOnlyList<FindingKind> Kinds { get; } = [.. kinds.Select(kind => new FindingKind(kind))];

    public override int LookBack => 0;

    public override int LookAhead => 0;

    public override Scanner? Open(InspectionScope scope) => null;
}
