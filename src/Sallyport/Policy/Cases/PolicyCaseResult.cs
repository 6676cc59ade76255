namespace Sallyport.Policy.Cases;

/// <summary>How a policy did on a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Differences">What was otherwise than wanted, a sentence each; empty where all was as wanted.</param>
public sealed record PolicyCaseResult(PolicyCase Case, IReadOnlyList<string> Differences)
{
    /// <summary>Whether all was as wanted.</summary>
    public bool IsPassed => Differences.Count == 0;
}
