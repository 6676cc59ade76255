using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>upstream remove TENANT NAME</c>.</summary>
internal static class UpstreamRemoveCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The upstream's name." };
        var command = new TenantCommand("remove", "Remove an upstream with its credential.", name);
        command.Acts(async (on, cancellationToken) =>
        {
            await on.Installation.Upstreams.RemoveAsync(on.Tenant.Id, on.Parse.GetRequiredValue(name), cancellationToken);
            on.Print(new JsonObject { ["removed"] = true }, "Removed.");
        });
        return command;
    }
}
