using Sallyport.Policy;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Serving;

/// <summary>The policy of tenants that have activated none: the operator's file, or the first-run policy.</summary>
internal static class OperatorPolicy
{
    /// <summary>Reads it.</summary>
    /// <param name="file">A file, or the name of a preset; null for the first-run policy.</param>
    /// <exception cref="SettingsException">The file cannot be read or is no policy; every mistake is listed with its line.</exception>
    public static PolicyDocument Read(string? file)
    {
        file ??= PolicyPresets.FirstRun;
        var text = PolicyPresets.Names.Contains(file, StringComparer.Ordinal) && !File.Exists(file) ? PolicyPresets.Text(file) : ReadText(file);
        var reading = PolicyReader.Read(text);
        return reading.Document
            ?? throw new SettingsException(reading.Problems.Select(problem => $"{file}:{problem.Line}:{problem.Column}: {problem.Message}{(problem.Hint is null ? "" : " " + problem.Hint)}"));
    }

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"'policy' is '{file}': {exception.Message}"]);
        }
    }
}
