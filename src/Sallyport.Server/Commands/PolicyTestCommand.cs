using System.CommandLine;
using Sallyport.Hosting;
using Sallyport.Policy;
using Sallyport.Policy.Cases;
using Sallyport.Server.Serving;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Commands;

/// <summary><c>policy test POLICY CASES</c>: runs cases written as data through the guards that traffic goes through.</summary>
internal static class PolicyTestCommand
{
    public static Command Create()
    {
        var command = new Command("test", "Run cases, written as data, through a policy.");
        var policy = new Argument<string>("POLICY") { Description = "A policy file, or first-run or strict." };
        var file = new Argument<string>("CASES") { Description = "The cases, YAML." };
        command.Add(policy);
        command.Add(file);
        command.SetAction((parse, _) => CommandFailure.CatchAsync(() =>
        {
            var path = parse.GetRequiredValue(file);
            var cases = PolicyCases.Read(GivenFile.ReadText("The file of cases", path));
            if (!cases.IsUsable)
            {
                throw new SettingsException(cases.Problems.Select(problem => PolicyFile.Tell(path, problem)));
            }

            var document = PolicyFile.Operators(parse.GetRequiredValue(policy));
            var results = PolicyTrial.Run(PolicySnapshot.Compile(document, 0, ServedDetectors.All, TimeProvider.System), cases.Cases);
            foreach (var result in results.Where(static result => !result.IsPassed))
            {
                Console.WriteLine($"{path}:{result.Case.Line}: failed: {result.Case.Note}");
                foreach (var difference in result.Differences)
                {
                    Console.WriteLine("  " + difference);
                }
            }

            var failed = results.Count(static result => !result.IsPassed);
            Console.WriteLine($"{results.Count - failed} of {results.Count} cases passed.");
            return Task.FromResult(failed == 0 ? 0 : CommandFailure.Failed);
        }));
        return command;
    }
}
