using System.CommandLine;

namespace Sallyport.Server.Commands;

/// <summary><c>secret remove TENANT NAME</c>.</summary>
internal static class SecretRemoveCommand
{
    public static Command Create()
    {
        var command = new Command("remove", "Forget a known secret.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var name = new Argument<string>("NAME") { Description = "The secret's name." };
        var common = new CommonOptions();
        command.Add(tenant);
        command.Add(name);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(() => common.ActAsync(
            parse,
            async installation =>
            {
                var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
                await installation.KnownSecrets.RemoveAsync(owner.Id, parse.GetRequiredValue(name), cancellationToken);
                Console.WriteLine(common.IsJson(parse) ? """{"removed":true}""" : "Removed.");
            },
            cancellationToken)));
        return command;
    }
}
