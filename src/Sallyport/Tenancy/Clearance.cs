using System.Buffers;

namespace Sallyport.Tenancy;

/// <summary>
/// Labels that documents carry and principals are cleared for. A principal sees a document only if it is cleared for all of the document's labels, so a key
/// without clearances sees the documents without labels.
/// </summary>
public static class Clearance
{
    /// <summary>The label, in upper or lower case, of documents that no clearance is enough for: they are for approval, search by search, and until that can be asked for nobody's search finds them.</summary>
    public const string Ask = "ask";

    /// <summary>The most clearances of a key, and the most labels of a document.</summary>
    public const int MaxCount = 32;

    internal const string Rule = "1 to 64 letters, digits, '-', '_' and '.'";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Whether these clearances are enough for a document.</summary>
    /// <param name="clearances">The principal's.</param>
    /// <param name="labels">The document's.</param>
    public static bool Covers(IReadOnlyList<string> clearances, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(clearances);
        ArgumentNullException.ThrowIfNull(labels);
        for (var i = 0; i < labels.Count; i++)
        {
            if (string.Equals(labels[i], Ask, StringComparison.OrdinalIgnoreCase) || !clearances.Contains(labels[i], StringComparer.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether these are valid names, not too many, and none twice.</summary>
    internal static bool AreValid(IReadOnlyList<string> names) =>
        names.Count <= MaxCount
        && names.All(static name => name is { Length: > 0 and <= MaxLength } && !name.AsSpan().ContainsAnyExcept(Characters))
        && names.Distinct(StringComparer.Ordinal).Count() == names.Count;
}
