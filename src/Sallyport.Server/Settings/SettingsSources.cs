namespace Sallyport.Server.Settings;

/// <summary>Where settings come from. The command line goes before the environment, which goes before the file. A list comes whole from the first that has it.</summary>
/// <param name="CommandLine">What the command line has, by name.</param>
/// <param name="Environment">Reads an environment variable.</param>
/// <param name="File">What the file has, by name.</param>
internal sealed record SettingsSources(
    IReadOnlyDictionary<string, string[]> CommandLine, Func<string, string?> Environment, IReadOnlyDictionary<string, string[]> File)
{
    /// <summary>The values of a setting; empty where no source has it.</summary>
    public IReadOnlyList<string> Values(string name)
    {
        var setting = Setting.Of(name);
        if (!setting.IsSecret && CommandLine.TryGetValue(name, out var given) && given.Length > 0)
        {
            return given;
        }

        if (Environment(setting.Variable) is { Length: > 0 } variable)
        {
            return setting.IsList ? variable.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [variable];
        }

        return File.TryGetValue(name, out var written) ? written : [];
    }

    /// <summary>The value of a setting that takes one; null where no source has it.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="problems">Is told where it is given more than once.</param>
    public string? One(string name, List<string> problems)
    {
        var values = Values(name);
        if (values.Count > 1)
        {
            problems.Add($"'{name}' is given more than once.");
        }

        return values is [var value, ..] ? value : null;
    }
}
