using System.CommandLine;
using Sallyport.Policy;

namespace Sallyport.Server.Commands;

/// <summary><c>policy schema</c>: the JSON Schema for editors.</summary>
internal static class PolicySchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON Schema of policies, for editors.");
        command.SetAction(static _ => Console.WriteLine(PolicySchema.Json));
        return command;
    }
}
