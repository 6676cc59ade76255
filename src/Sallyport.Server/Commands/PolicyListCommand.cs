using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>policy list TENANT</c>.</summary>
internal static class PolicyListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List a tenant's policy versions, newest first.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var common = new CommonOptions();
        command.Add(tenant);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
            var versions = await installation.Policies.ListAsync(owner.Id, cancellationToken);
            if (common.IsJson(parse))
            {
                Printing.Json(new JsonArray([.. versions.Select(static version => new JsonObject
                {
                    ["version"] = version.Version,
                    ["state"] = StateOf(version),
                    ["author"] = version.Author,
                    ["created"] = Printing.Time(version.Created),
                })]));
            }
            else
            {
                Printing.Table(["VERSION", "STATE", "AUTHOR", "CREATED"], [.. versions.Select(static version =>
                    new[] { version.Version.ToString(CultureInfo.InvariantCulture), StateOf(version), version.Author, Printing.Time(version.Created) })]);
            }

            return 0;
        }));
        return command;
    }

    private static string StateOf(PolicyVersion version) => version.State.ToString().ToLowerInvariant();
}
