using System.CommandLine;

namespace Sallyport.Server.Commands;

/// <summary><c>secret add TENANT NAME</c>: registers a string that must not leave.</summary>
internal static class SecretAddCommand
{
    public static Command Create()
    {
        var command = new Command("add", "Register a string that no answer may carry, in any form. It comes from the environment or standard input.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var name = new Argument<string>("NAME") { Description = "A name for it: 1 to 64 letters, digits, '-', '_' and '.'. One of that name is replaced." };
        var variable = new Option<string?>("--value-env") { Description = "The environment variable that holds it (default: standard input)." };
        var common = new CommonOptions();
        command.Add(tenant);
        command.Add(name);
        command.Add(variable);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var value = await SecretInput.ReadAsync(parse.GetValue(variable), cancellationToken);
            return await common.ActAsync(
                parse,
                async installation =>
                {
                    var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
                    await installation.KnownSecrets.SetAsync(owner.Id, parse.GetRequiredValue(name), value, cancellationToken);
                    Console.WriteLine(common.IsJson(parse) ? """{"registered":true}""" : "Registered.");
                },
                cancellationToken);
        }));
        return command;
    }
}
