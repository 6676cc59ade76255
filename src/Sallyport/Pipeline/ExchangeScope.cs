using Sallyport.Detection;
using Sallyport.Masking;
using Sallyport.Policy;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Tenancy;

namespace Sallyport.Pipeline;

/// <summary>What holds for one exchange from its first byte to its last. Immutable but for the masks, which grow as values are found.</summary>
public sealed record ExchangeScope
{
    /// <summary>Names the exchange to everybody.</summary>
    public required ExchangeId Id { get; init; }

    /// <summary>Who calls.</summary>
    public required Principal Principal { get; init; }

    /// <summary>The policy that the exchange began with.</summary>
    public required PolicySnapshot Policy { get; init; }

    /// <summary>The plans that hold for this exchange.</summary>
    public required PlanSet Plans { get; init; }

    /// <summary>What detectors may know while they read the request.</summary>
    public required InspectionScope Input { get; init; }

    /// <summary>What this tenant's plans found clean before.</summary>
    public required SegmentMemory Memory { get; init; }

    /// <summary>What searches have shown to this tenant lately; null where nothing is looked for.</summary>
    public ServedMemory? Served { get; init; }

    /// <summary>How many findings are kept whole, over all texts of the exchange.</summary>
    public FindingAllowance Allowance { get; } = new();

    /// <summary>The values that left as placeholders. Belongs to this exchange alone.</summary>
    public required MaskTable Masks { get; init; }
}
