using System.Text.Json;

namespace Sallyport.Server.Settings;

/// <summary>Where settings come from. The command line goes before the environment, which goes before the file. A list comes whole from the first that has it.</summary>
/// <param name="CommandLine">What the command line has, by name.</param>
/// <param name="Environment">Reads an environment variable.</param>
/// <param name="File">What the file has, by name.</param>
internal sealed record SettingsSources(
    IReadOnlyDictionary<string, string[]> CommandLine, Func<string, string?> Environment, IReadOnlyDictionary<string, string[]> File)
{
    /// <summary>Reads the settings file: a JSON object of strings, numbers and arrays of strings under the settings' names.</summary>
    /// <exception cref="SettingsException">It cannot be read, or has a name that is no setting.</exception>
    public static IReadOnlyDictionary<string, string[]> ReadFile(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new SettingsException([$"{path}: the settings file holds one JSON object."]);
            }

            var known = Setting.All.Select(static setting => setting.Name).ToHashSet(StringComparer.Ordinal);
            var strange = document.RootElement.EnumerateObject().Where(member => !known.Contains(member.Name)).ToArray();
            return strange.Length > 0
                ? throw new SettingsException(strange.Select(member => $"{path}: '{member.Name}' is no setting."))
                : document.RootElement.EnumerateObject().ToDictionary(static m => m.Name, static m => ValuesOf(m.Value), StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new SettingsException([$"{path}: {exception.Message}"]);
        }
    }

    /// <summary>The values of a setting; empty where no source has it.</summary>
    public IReadOnlyList<string> Values(Setting setting)
    {
        if (!setting.IsSecret && CommandLine.TryGetValue(setting.Name, out var given) && given.Length > 0)
        {
            return given;
        }

        if (Environment(setting.Variable) is { Length: > 0 } variable)
        {
            return setting.IsList ? variable.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [variable];
        }

        return File.TryGetValue(setting.Name, out var written) ? written : [];
    }

    private static string[] ValuesOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(static item => item.ToString())] : [value.ToString()];
}
