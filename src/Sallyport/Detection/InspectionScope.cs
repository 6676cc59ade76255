using Sallyport.Detection.Canaries;
using Sallyport.Text;

namespace Sallyport.Detection;

/// <summary>What detectors may know of the tenant and the exchange. Immutable; belongs to one tenant, and with instructions to one exchange.</summary>
public sealed record InspectionScope
{
    /// <summary>A scope that knows nothing.</summary>
    public static InspectionScope Empty { get; } = new();

    /// <summary>The tenant's known secrets, compiled; null where it has none.</summary>
    public KnownSecretSet? KnownSecrets { get; init; }

    /// <summary>Attacks that the tenant has confirmed, compiled; null where it has none.</summary>
    public ExemplarSet? Exemplars { get; init; }

    /// <summary>Tells whose a canary's token is; null where none are planted.</summary>
    public CanaryReader? Canaries { get; init; }

    /// <summary>The exchange's system and developer segments, which output may not repeat at length.</summary>
    public IReadOnlyList<Segment> Instructions { get; init; } = [];
}
