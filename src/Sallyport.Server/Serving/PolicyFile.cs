using Sallyport.Gateway.Exchanges;
using Sallyport.Policy;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Serving;

/// <summary>Policies as files, read as everything here reads them: against the detectors in use, so that a misspelt kind is found, and the time.</summary>
internal static class PolicyFile
{
    /// <summary>The policy that an operator names for tenants that have activated none.</summary>
    /// <param name="file">A file, or the name of a preset; null for the first-run policy.</param>
    /// <exception cref="SettingsException">The file cannot be read or is no policy; every mistake is listed with its line.</exception>
    public static PolicyDocument Operators(string? file)
    {
        file ??= PolicyPresets.FirstRun;
        return ReadUsable(file, ReadText(file));
    }

    /// <summary>The text of a policy file, or of a preset where no file has its name.</summary>
    /// <exception cref="SettingsException">The file cannot be read.</exception>
    public static string ReadText(string file) =>
        PolicyPresets.Names.Contains(file, StringComparer.Ordinal) && !File.Exists(file) ? PolicyPresets.Text(file) : GivenFile.ReadText("The policy", file);

    /// <summary>Reads a policy's text, with every mistake and doubt.</summary>
    public static PolicyReading Read(string text) =>
        PolicyReader.Read(text, GatewayDetectors.Kinds, TimeProvider.System.GetUtcNow());

    /// <summary>A usable policy.</summary>
    /// <exception cref="SettingsException">It has mistakes; each is listed with its place.</exception>
    public static PolicyDocument ReadUsable(string path, string text)
    {
        var reading = Read(text);
        return reading.Document ?? throw new SettingsException(reading.Problems.Select(problem => Tell(path, problem)));
    }

    /// <summary>A problem as editors and people read it.</summary>
    public static string Tell(string path, PolicyProblem problem) =>
        $"{path}:{problem.Line}:{problem.Column}: {problem.Severity.ToString().ToLowerInvariant()}: {problem.Message}{(problem.Hint is null ? "" : Environment.NewLine + "  " + problem.Hint)}";
}
