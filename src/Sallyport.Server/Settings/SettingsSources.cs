namespace Sallyport.Server.Settings;

/// <summary>Where settings come from. The command line goes before the environment, which goes before the file. A list comes whole from the first that has it.</summary>
/// <param name="CommandLine">What the command line has, by name.</param>
/// <param name="Environment">Reads an environment variable.</param>
/// <param name="File">What the file has, by name.</param>
internal sealed record SettingsSources(
    IReadOnlyDictionary<string, string[]> CommandLine, Func<string, string?> Environment, IReadOnlyDictionary<string, SettingValues> File)
{
    /// <summary>What is wrong with the sources themselves, whatever is read from them. It is told with the rest, all at once.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What the nearest source that has a setting says of it; null where none has it.</summary>
    public SettingValues? Find(string name)
    {
        var setting = Setting.Of(name);
        if (!setting.IsSecret && CommandLine.TryGetValue(name, out var given) && given.Length > 0)
        {
            return new(given, "--" + name);
        }

        if (Environment(setting.Variable) is { Length: > 0 } variable)
        {
            return new(setting.IsList ? variable.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [variable], setting.Variable);
        }

        return File.GetValueOrDefault(name);
    }

    /// <summary>The values of a setting; empty where no source has it.</summary>
    public IReadOnlyList<string> Values(string name) => Find(name)?.Values ?? [];

    /// <summary>Where a setting stands, for messages; its name where no source has it.</summary>
    public string PlaceOf(string name) => Find(name)?.Place ?? $"'{name}'";

    /// <summary>The value of a setting that takes one; null where no source has it.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="problems">Is told where it is given more than once.</param>
    public string? One(string name, List<string> problems)
    {
        var found = Find(name);
        if (found is { Values.Count: > 1 })
        {
            problems.Add($"{found.Place} is given more than once.");
        }

        return found?.Values is [var value, ..] ? value : null;
    }
}
