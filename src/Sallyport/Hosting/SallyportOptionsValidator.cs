using Microsoft.Extensions.Options;
using Sallyport.Detection;
using Sallyport.Policy;

namespace Sallyport.Hosting;

/// <summary>Refuses a policy that can't be used, and tells every mistake in it.</summary>
internal sealed class SallyportOptionsValidator : IValidateOptions<SallyportOptions>
{
    public ValidateOptionsResult Validate(string? name, SallyportOptions options)
    {
        var reading = PolicyReader.Read(options.Policy, [.. options.Detectors.SelectMany(detector => detector.Kinds)]);
        var failures = reading.Problems.Where(problem => problem.Severity == ProblemSeverity.Error).Select(Tell).ToList();
        if (reading.Document is { RemoteGuards.Count: > 0 })
        {
            // Passed over in silence, they would let through what the policy says they are to stop.
            failures.Add($"{nameof(SallyportOptions.Policy)}: remote guards are asked by the gateway only, and this policy names some.");
        }

        try
        {
            KnownSecretSet.Create(options.KnownSecrets);
        }
        catch (ArgumentException e)
        {
            failures.Add($"{nameof(SallyportOptions.KnownSecrets)}: {e.Message}");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static string Tell(PolicyProblem problem) =>
        $"{nameof(SallyportOptions.Policy)}, line {problem.Line}, column {problem.Column}: {problem.Message} {problem.Hint}".TrimEnd();
}
