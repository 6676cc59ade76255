namespace Sallyport.Policy.Cases;

/// <summary>What came of reading a file of cases.</summary>
/// <param name="Cases">The cases; empty where <paramref name="Problems"/> holds an error.</param>
/// <param name="Problems">Every mistake, in the order of the text.</param>
public sealed record PolicyCaseReading(IReadOnlyList<PolicyCase> Cases, IReadOnlyList<PolicyProblem> Problems)
{
    /// <summary>Whether the cases can be run.</summary>
    public bool IsUsable => !Problems.Any(problem => problem.Severity == ProblemSeverity.Error);
}
