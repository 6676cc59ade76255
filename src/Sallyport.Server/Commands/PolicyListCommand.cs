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
        var command = new TenantCommand("list", "List a tenant's policy versions, newest first.");
        command.Looks(static async (on, cancellationToken) =>
        {
            on.Print(
                await on.Installation.Policies.ListAsync(on.Tenant.Id, cancellationToken),
                static version => new JsonObject
                {
                    ["version"] = version.Version,
                    ["state"] = StateOf(version),
                    ["author"] = version.Author,
                    ["created"] = Printing.Time(version.Created),
                },
                ["VERSION", "STATE", "AUTHOR", "CREATED"],
                static version => [version.Version.ToString(CultureInfo.InvariantCulture), StateOf(version), version.Author, Printing.Time(version.Created)]);
            return 0;
        });
        return command;
    }

    private static string StateOf(PolicyVersion version) => version.State.ToString().ToLowerInvariant();
}
