namespace Sallyport.Policy;

/// <summary>What becomes of calls to tools that the application runs.</summary>
public sealed record ToolRule
{
    /// <summary>Tools that are named, and therefore released.</summary>
    public IReadOnlyList<NamePattern> Allow { get; init; } = [];

    /// <summary>What becomes of a call to any other tool; where it passes, it is recorded as unclassified.</summary>
    public GapAction Others { get; init; } = GapAction.Pass;
}
