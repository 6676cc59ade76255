using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>secret list TENANT</c>: names, never values.</summary>
internal static class SecretListCommand
{
    public static Command Create()
    {
        var command = new TenantCommand("list", "List the names of a tenant's known secrets.");
        command.Looks(static async (on, cancellationToken) =>
        {
            on.Print(
                await on.Installation.KnownSecrets.ListAsync(on.Tenant.Id, cancellationToken),
                static secret => new JsonObject { ["name"] = secret.Name, ["created"] = Printing.Time(secret.Created) },
                ["NAME", "CREATED"],
                static secret => [secret.Name, Printing.Time(secret.Created)]);
            return 0;
        });
        return command;
    }
}
