using System.Collections.Frozen;
using Sallyport.Detection;

namespace Sallyport.Policy;

/// <summary>A policy's exceptions by the digest of their value. One that has expired is as if it were not there.</summary>
internal sealed class ExceptionSet(IReadOnlyList<PolicyException> exceptions, TimeProvider time)
{
    private readonly FrozenDictionary<ValueDigest, PolicyException[]> _byValue =
        exceptions.GroupBy(exception => exception.Value).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    public bool IsEmpty => _byValue.Count == 0;

    /// <summary>Those that hold for a value now, whatever the guard; none for most.</summary>
    public ReadOnlySpan<PolicyException> For(ReadOnlySpan<char> value) =>
        ValueDigest.TryCompute(value, out var digest) && _byValue.TryGetValue(digest, out var found) ? found : [];

    public PolicyException? Excusing(ReadOnlySpan<PolicyException> candidates, FindingKind kind, string guard)
    {
        foreach (var exception in candidates)
        {
            if (exception.Expires > time.GetUtcNow()
                && (exception.Guards.Count == 0 || exception.Guards.Contains(guard))
                && GuardRule.Covers(exception.Findings, kind))
            {
                return exception;
            }
        }

        return null;
    }
}
