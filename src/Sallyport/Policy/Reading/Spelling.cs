namespace Sallyport.Policy.Reading;

/// <summary>Finds the word that somebody probably meant.</summary>
internal static class Spelling
{
    private const int MaxLength = 64;

    /// <summary>A hint that names the nearest of <paramref name="known"/>, or lists a few where none is near.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> known)
    {
        // Names that an author gave may be missing, or stand there twice.
        known = [.. known.Where(static name => name.Length > 0).Distinct(StringComparer.Ordinal)];
        if (known.Count == 0)
        {
            return "There is none yet.";
        }

        if (Nearest(word, known) is { } near)
        {
            return $"Did you mean '{near}'?";
        }

        return known.Count <= 16 ? $"One of: {string.Join(", ", known)}." : "docs/reference/policy.md lists the names.";
    }

    /// <summary>The known word at the least edit distance, if that is at most a third of its length; else null.</summary>
    public static string? Nearest(string word, IReadOnlyCollection<string> known)
    {
        if (word.Length is 0 or > MaxLength)
        {
            return null;
        }

        var wanted = word.ToLowerInvariant().Replace('-', '_');
        string? best = null;
        var least = int.MaxValue;
        foreach (var candidate in known)
        {
            var distance = Distance(wanted, candidate);
            if (distance < least && distance <= Math.Max(1, candidate.Length / 3))
            {
                (best, least) = (candidate, distance);
            }
        }

        return best;
    }

    // Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), row by row.
    private static int Distance(string a, string b)
    {
        if (b.Length > MaxLength)
        {
            return int.MaxValue;
        }

        Span<int> before = stackalloc int[MaxLength + 1];
        Span<int> previous = stackalloc int[MaxLength + 1];
        Span<int> current = stackalloc int[MaxLength + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            previous.CopyTo(before);
            current.CopyTo(previous);
        }

        return previous[b.Length];
    }
}
