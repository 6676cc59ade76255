using System.CommandLine;

namespace Sallyport.Server.Commands;

/// <summary><c>policy activate TENANT FILE</c>.</summary>
internal static class PolicyActivateCommand
{
    public static Command Create()
    {
        var command = new Command("activate", "Add a policy file as a tenant's new version and put it in force.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var file = new Argument<string>("FILE") { Description = "The policy, YAML." };
        var common = new CommonOptions();
        command.Add(tenant);
        command.Add(file);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var path = parse.GetRequiredValue(file);
            var text = await File.ReadAllTextAsync(path, cancellationToken);
            PolicyFile.ReadUsable(path, text);
            return await common.ActAsync(
                parse,
                async installation =>
                {
                    var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
                    var version = await installation.Policies.AddAsync(owner.Id, text, Environment.UserName is { Length: > 0 } user ? user : "operator", cancellationToken);
                    await installation.Policies.ActivateAsync(owner.Id, version.Version, cancellationToken);
                    Console.WriteLine(common.IsJson(parse)
                        ? $$"""{"tenant":"{{owner.Id}}","version":{{version.Version}},"state":"active"}"""
                        : $"Version {version.Version} is in force for '{owner.Name}'.");
                },
                cancellationToken);
        }));
        return command;
    }
}
