namespace Sallyport.Policy;

/// <summary>Policies that come with Sallyport, as YAML with comments, to run as they are or to begin one's own from.</summary>
public static class PolicyPresets
{
    /// <summary>What holds where no policy is written.</summary>
    public const string FirstRun = "first-run";

    /// <summary>Everything enforced both ways; what can't be read is blocked, and so is a tool that no policy names.</summary>
    public const string Strict = "strict";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [FirstRun, Strict];

    /// <summary>The text of a preset.</summary>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static string Text(string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            throw new ArgumentException($"There is no preset '{name}'. The presets are {string.Join(" and ", Names)}.", nameof(name));
        }

        using var stream = typeof(PolicyPresets).Assembly.GetManifestResourceStream($"Sallyport.Policy.Presets.{name}.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
