using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Server.Serving;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Commands;

/// <summary><c>policy activate TENANT FILE</c>, or <c>--version N</c> to go back to a version that is there.</summary>
internal static class PolicyActivateCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "A policy file, YAML, or first-run or strict; left out with --version.", Arity = ArgumentArity.ZeroOrOne };
        var version = new Option<long?>("--version") { HelpName = "N", Description = "Put this version of the tenant's in force instead, as 'policy list' shows it (default: the file's)." };
        var command = new TenantCommand("activate", "Add a policy as a tenant's new version and put it in force.", file, version);
        command.Acts(
            (parse, _) => Task.FromResult(ReadText(parse.GetValue(file), parse.GetValue(version))),
            async (on, text, cancellationToken) =>
            {
                var number = on.Parse.GetValue(version) ?? await AddAsync(on, text!, cancellationToken);
                await on.Installation.Policies.ActivateAsync(on.Tenant.Id, number, cancellationToken);
                on.Print(
                    new JsonObject { ["tenant"] = on.Tenant.Id.Value, ["version"] = number, ["state"] = "active" },
                    $"Version {number} is in force for '{on.Tenant.Name}'.");
                await TellGapsAsync(on, cancellationToken);
            });
        return command;
    }

    private static async Task TellGapsAsync(TenantScope on, CancellationToken cancellationToken)
    {
        if ((await on.Installation.KnownSecrets.ListAsync(on.Tenant.Id, cancellationToken)).Count > 0)
        {
            await PolicyGaps.TellOfSecretsAsync(on, cancellationToken);
        }

        if ((await on.Installation.Exemplars.ListAsync(on.Tenant.Id, cancellationToken)).Count > 0)
        {
            await PolicyGaps.TellOfExemplarsAsync(on, cancellationToken);
        }
    }

    private static async Task<long> AddAsync(TenantScope on, string text, CancellationToken cancellationToken)
    {
        var author = Environment.UserName is { Length: > 0 } user ? user : "operator";
        return (await on.Installation.Policies.AddAsync(on.Tenant.Id, text, author, cancellationToken)).Version;
    }

    private static string? ReadText(string? file, long? version)
    {
        if ((file is null) == (version is null))
        {
            throw new SettingsException(["Give a policy file, or --version with the number of one that is there."]);
        }

        if (file is null)
        {
            return null;
        }

        var text = PolicyFile.ReadText(file);
        PolicyFile.ReadUsable(file, text);
        return text;
    }
}
