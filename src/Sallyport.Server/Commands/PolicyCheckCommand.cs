using System.CommandLine;
using Sallyport.Server.Serving;

namespace Sallyport.Server.Commands;

/// <summary><c>policy check POLICY</c>: every mistake at once, with its line.</summary>
internal static class PolicyCheckCommand
{
    public static Command Create()
    {
        var command = new Command("check", "Explain every mistake of a policy at once.");
        var file = new Argument<string>("POLICY") { Description = "A policy file, YAML, or first-run or strict." };
        command.Add(file);
        command.SetAction((parse, _) => CommandFailure.CatchAsync(() =>
        {
            var path = parse.GetRequiredValue(file);
            var reading = PolicyFile.Read(PolicyFile.ReadText(path));
            foreach (var problem in reading.Problems)
            {
                Console.WriteLine(PolicyFile.Tell(path, problem));
            }

            Console.WriteLine(reading.IsUsable ? "The policy can be activated." : "The policy cannot be used.");
            return Task.FromResult(reading.IsUsable ? 0 : CommandFailure.BadInput);
        }));
        return command;
    }
}
