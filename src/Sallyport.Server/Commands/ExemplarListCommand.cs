using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>exemplar list TENANT</c>: names and times, never texts.</summary>
internal static class ExemplarListCommand
{
    public static Command Create()
    {
        var command = new TenantCommand("list", "List a tenant's confirmed attacks by name.");
        command.Looks(static async (on, cancellationToken) =>
        {
            on.Print(
                await on.Installation.Exemplars.ListAsync(on.Tenant.Id, cancellationToken),
                static exemplar => new JsonObject { ["name"] = exemplar.Name, ["created"] = Printing.Time(exemplar.Created), ["expires"] = Printing.Time(exemplar.Expires) },
                ["NAME", "CREATED", "EXPIRES"],
                static exemplar => [exemplar.Name, Printing.Time(exemplar.Created), Printing.Time(exemplar.Expires)]);
            return 0;
        });
        return command;
    }
}
