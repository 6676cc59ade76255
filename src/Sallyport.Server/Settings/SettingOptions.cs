using System.CommandLine;

namespace Sallyport.Server.Settings;

/// <summary>The command line's share of some settings: an option for each that is no secret, and <c>--config</c> for the settings file.</summary>
internal sealed class SettingOptions
{
    private const string ConfigVariable = "SALLYPORT_CONFIG";

    private readonly Option<string?> _config = new("--config") { Description = $"Settings file, JSON (or {ConfigVariable}).", HelpName = "FILE" };
    private readonly Dictionary<string, Option<string[]>> _options;

    /// <summary>Options for the settings of these names.</summary>
    public SettingOptions(IEnumerable<string> names) =>
        _options = names.Select(Setting.Of).Where(static setting => !setting.IsSecret).ToDictionary(
            static setting => setting.Name,
            static setting => new Option<string[]>("--" + setting.Name) { Description = setting.Help, HelpName = setting.Value },
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

    /// <summary>The three sources, the file read.</summary>
    /// <exception cref="SettingsException">The file cannot be read; every mistake is listed with its line.</exception>
    public SettingsSources Sources(ParseResult parse)
    {
        var file = parse.GetValue(_config) ?? Environment.GetEnvironmentVariable(ConfigVariable);
        return new(
            _options.ToDictionary(static pair => pair.Key, pair => parse.GetValue(pair.Value) ?? [], StringComparer.Ordinal),
            Environment.GetEnvironmentVariable,
            string.IsNullOrEmpty(file) ? new Dictionary<string, string[]>() : SettingsFile.Read(file));
    }
}
