using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Policy;

/// <summary>What came of reading a policy's text.</summary>
/// <param name="Document">The policy; null where <paramref name="Problems"/> holds an error.</param>
/// <param name="Problems">Every mistake and doubt, in the order of the text.</param>
public sealed record PolicyReading(PolicyDocument? Document, IReadOnlyList<PolicyProblem> Problems)
{
    /// <summary>Whether the policy can be used.</summary>
    [MemberNotNullWhen(true, nameof(Document))]
    public bool IsUsable => Document is not null;
}
