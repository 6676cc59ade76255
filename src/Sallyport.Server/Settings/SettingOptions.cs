using System.CommandLine;

namespace Sallyport.Server.Settings;

/// <summary>The command line's share of some settings: an option for each that is no secret, and <c>--config</c> for the settings file.</summary>
internal sealed class SettingOptions
{
    private const string Prefix = "SALLYPORT_";
    private const string ConfigVariable = Prefix + "CONFIG";
    private const int LongestVariable = 64;

    private readonly Option<string?> _config = new("--config") { Description = $"Settings file, JSON (or {ConfigVariable}; default: none).", HelpName = "FILE" };
    private readonly Dictionary<string, Option<string[]>> _options;

    /// <summary>Options for the settings of these names.</summary>
    public SettingOptions(IEnumerable<string> names) =>
        _options = names.Select(Setting.Of).Where(static setting => !setting.IsSecret).ToDictionary(
            static setting => setting.Name,
            static setting => new Option<string[]>("--" + setting.Name) { Description = $"{setting.Help[..^1]} (default: {setting.Default}).", HelpName = setting.Value },
            StringComparer.Ordinal);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_config);
        foreach (var option in _options.Values)
        {
            command.Add(option);
        }
    }

    /// <summary>The three sources, the file read, with what is wrong in it and with the environment's names.</summary>
    public SettingsSources Sources(ParseResult parse)
    {
        var problems = Misspelt(Environment.GetEnvironmentVariables().Keys.Cast<string>());
        var file = parse.GetValue(_config) ?? Environment.GetEnvironmentVariable(ConfigVariable);
        return new(
            _options.ToDictionary(static pair => pair.Key, pair => parse.GetValue(pair.Value) ?? [], StringComparer.Ordinal),
            Environment.GetEnvironmentVariable,
            string.IsNullOrEmpty(file) ? new Dictionary<string, SettingValues>() : SettingsFile.Read(file, problems)) { Problems = problems };
    }

    /// <summary>What is wrong with environment variables that are a letter or two off a setting's: a policy that is never read guards nothing.</summary>
    /// <param name="variables">All variables' names. Others that begin alike are not ours to refuse: a cluster sets some by itself.</param>
    public static List<string> Misspelt(IEnumerable<string> variables)
    {
        var problems = new List<string>();
        foreach (var variable in variables.Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length <= LongestVariable && name != ConfigVariable).Order(StringComparer.Ordinal))
        {
            var name = variable[Prefix.Length..].ToLowerInvariant().Replace('_', '-');
            if (!Setting.All.Any(setting => setting.Variable == variable) && Setting.Nearest(name, name.Length < 6 ? 1 : 2) is { } near)
            {
                problems.Add($"The environment variable {variable} is no setting. Is {near.Variable} meant?");
            }
        }

        return problems;
    }
}
