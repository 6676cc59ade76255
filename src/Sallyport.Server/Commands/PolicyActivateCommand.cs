using System.CommandLine;
using Sallyport.Policy;
using Sallyport.Server.Settings;

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
            var reading = PolicyReader.Read(text);
            if (!reading.IsUsable)
            {
                throw new SettingsException(reading.Problems.Select(problem => $"{path}:{problem.Line}:{problem.Column}: {problem.Message}"));
            }

            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
            var version = await installation.Policies.AddAsync(owner.Id, text, Environment.UserName is { Length: > 0 } user ? user : "operator", cancellationToken);
            await installation.Policies.ActivateAsync(owner.Id, version.Version, cancellationToken);
            Console.WriteLine(common.IsJson(parse)
                ? $$"""{"tenant":"{{owner.Id}}","version":{{version.Version}},"state":"active"}"""
                : $"Version {version.Version} is in force for '{owner.Name}'.");
            return 0;
        }));
        return command;
    }
}
