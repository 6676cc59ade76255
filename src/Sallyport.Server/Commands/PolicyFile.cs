using Sallyport.Detection;
using Sallyport.Policy;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Commands;

/// <summary>A policy file as commands read it: against the detectors in use and the time.</summary>
internal static class PolicyFile
{
    /// <summary>Reads a policy's text, with every mistake and doubt.</summary>
    public static PolicyReading Read(string text) =>
        PolicyReader.Read(text, [.. RuleDetectors.All.SelectMany(static detector => detector.Kinds)], TimeProvider.System.GetUtcNow());

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
