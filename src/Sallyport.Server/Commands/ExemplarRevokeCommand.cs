using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>exemplar revoke TENANT NAME</c>.</summary>
internal static class ExemplarRevokeCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The exemplar's name." };
        var command = new TenantCommand("revoke", "Stop matching texts like a confirmed attack.", name);
        command.Acts(async (on, cancellationToken) =>
        {
            await on.Installation.Exemplars.RevokeAsync(on.Tenant.Id, on.Parse.GetRequiredValue(name), cancellationToken);
            on.Print(new JsonObject { ["revoked"] = true }, "Revoked.");
        });
        return command;
    }
}
