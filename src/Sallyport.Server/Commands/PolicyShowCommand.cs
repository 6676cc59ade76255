using System.CommandLine;
using Sallyport.Policy;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>policy show TENANT|PRESET</c>: a policy's text, to read or to begin one's own from.</summary>
internal static class PolicyShowCommand
{
    public static Command Create()
    {
        var command = new Command("show", "Print the policy in force for a tenant, one of its versions, or a preset.");
        var name = new Argument<string>("NAME") { Description = "A tenant's name or id, or first-run or strict." };
        var version = new Option<long?>("--version") { HelpName = "N", Description = "A version of the tenant's (default: the one in force)." };
        var common = new CommonOptions();
        command.Add(name);
        command.Add(version);
        common.AddLocationTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var asked = parse.GetRequiredValue(name);
            if (PolicyPresets.Names.Contains(asked, StringComparer.Ordinal))
            {
                await Console.Out.WriteAsync(PolicyPresets.Text(asked));
                return 0;
            }

            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var owner = await installation.Tenants.FindAsync(asked, cancellationToken);
            var number = parse.GetValue(version) ?? (await installation.Policies.ListAsync(owner.Id, cancellationToken))
                .FirstOrDefault(static candidate => candidate.State == PolicyState.Active)?.Version;
            if (number is null)
            {
                await Console.Error.WriteLineAsync($"sallyport: '{owner.Name}' has activated no policy; the server's own holds: --policy, else first-run ('sallyport policy show first-run').");
                return CommandFailure.Failed;
            }

            await Console.Out.WriteAsync(await installation.Policies.ReadTextAsync(owner.Id, number.Value, cancellationToken));
            return 0;
        }));
        return command;
    }
}
