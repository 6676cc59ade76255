using Sallyport.Detection;

namespace Sallyport.Policy.Reading;

/// <summary>The kinds and families of findings that a policy may name.</summary>
internal sealed class FindingNames
{
    // Families that stand in DESIGN's words. One without a detector here is worth a warning, not an error: a plugged-in detector may find it.
    private static readonly string[] Families = ["pii", "secret", "hidden", "injection", "leak", "toxicity", "harmful", "canary"];

    private const int MaxListed = 24;

    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(Families, StringComparer.Ordinal) { PolicyFormat.AnyFinding };
    private readonly bool _isOpen;

    /// <param name="kinds">What the detectors in use can report; null where that is not known, and only families are checked.</param>
    public FindingNames(IReadOnlyCollection<FindingKind>? kinds)
    {
        _isOpen = kinds is null;
        Add(kinds ?? []);
    }

    /// <summary>Adds kinds that the policy itself brings.</summary>
    public void Add(IEnumerable<FindingKind> kinds)
    {
        foreach (var kind in kinds)
        {
            for (var end = kind.Name.Length; end > 0; end = kind.Name.LastIndexOf('.', end - 1))
            {
                _found.Add(kind.Name[..end]);
            }
        }

        _known.UnionWith(_found);
    }

    public void Check(PlacedValue finding, PolicyProblems problems)
    {
        var name = (string)finding.Value;
        if (name == PolicyFormat.AnyFinding || _found.Contains(name))
        {
            return;
        }

        var family = new FindingKind(name).Family;
        var isFamilyKnown = _known.Contains(family);
        if (_isOpen && isFamilyKnown)
        {
            return;
        }

        if (isFamilyKnown && !_found.Contains(family))
        {
            problems.Warn(finding.Node, $"No detector in use finds '{name}', so nothing follows from it.", "It takes effect once such a detector is configured.");
            return;
        }

        problems.Error(finding.Node, $"'{name}' is no kind of finding.", Hint(name, isFamilyKnown ? family : null));
    }

    private string Hint(string name, string? family)
    {
        var kinds = _known.Where(known => known.Contains('.', StringComparison.Ordinal) && (family is null || new FindingKind(known).Family == family)).ToArray();
        var meant = family is null
            ? kinds.FirstOrDefault(kind => kind.EndsWith('.' + name, StringComparison.Ordinal)) ?? Spelling.Nearest(name, _known)
            : Nearest(name[(family.Length + 1)..], family, kinds);
        if (meant is not null)
        {
            return $"Did you mean '{meant}'?";
        }

        return family is not null && kinds.Length is > 0 and <= MaxListed
            ? $"One of: {string.Join(", ", kinds.Order(StringComparer.Ordinal))}; '{family}' covers all of them."
            : $"The families are {string.Join(", ", Families.Where(_known.Contains).Order(StringComparer.Ordinal))}, and '{PolicyFormat.AnyFinding}' covers all.";
    }

    // By the last part alone: what all kinds of a family begin with makes none of them near.
    private static string? Nearest(string part, string family, string[] kinds) =>
        Spelling.Nearest(part, [.. kinds.Select(kind => kind[(family.Length + 1)..])]) is { } near ? $"{family}.{near}" : null;
}
