namespace Sallyport.Detection.Secrets;

/// <summary>Finds what stands to the left of a colon or an equals sign and is given the value.</summary>
internal static class AssignedName
{
    // "key here: ...", <add key="..." value="...">, {"name": "...", "value": "..."}: the name stands further left.
    private static readonly string[] Fillers = ["here", "is", "it", "now", "below", "value", "val", "text", "content", "data", "string", "str", "credential", "header"];

    /// <summary>Judges the name before the end of <paramref name="left"/>, which ends right before the sign.</summary>
    /// <param name="left">Text before the sign.</param>
    /// <param name="name">The name itself, or the words before it that spoke in its place.</param>
    public static NameStrength Judge(ReadOnlySpan<char> left, out ReadOnlySpan<char> name)
    {
        var line = left[(left.LastIndexOfAny('\n', '\r') + 1)..].TrimEnd(" \t|?\"'`\\])*");
        name = LastName(line);
        if (SecretNames.IsSecondWord(name))
        {
            var words = line[..^name.Length].TrimEnd(' ');
            name = line[(words.Length - LastName(words).Length)..];
        }

        var strength = SecretNames.Judge(name);
        if (strength != NameStrength.None || name.Length > 10 || !IsFiller(name))
        {
            return strength;
        }

        // Any of the words before it may be the name; the last that says something does.
        var before = line[..^name.Length];
        for (var count = 0; count < 4 && !before.IsEmpty; count++)
        {
            before = before.TrimEnd(" \t\"'`:=,;&<>()[]{}/\\");
            name = LastName(before);
            if (name.IsEmpty)
            {
                break;
            }

            strength = SecretNames.Judge(name);
            if (strength != NameStrength.None)
            {
                return strength;
            }

            before = before[..^name.Length];
        }

        return NameStrength.None;
    }

    private static bool IsFiller(ReadOnlySpan<char> name)
    {
        foreach (var filler in Fillers)
        {
            if (name.Equals(filler, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> LastName(ReadOnlySpan<char> line)
    {
        var start = line.Length;
        while (start > 0 && (char.IsLetterOrDigit(line[start - 1]) || line[start - 1] is '_' or '-' or '.' or ':' && start < line.Length))
        {
            start--;
        }

        return line[start..];
    }
}
