using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>embedder remove TENANT</c>.</summary>
internal static class EmbedderRemoveCommand
{
    public static Command Create()
    {
        var command = new TenantCommand("remove", "Embed a tenant's documents by the installation's embedder again; all are embedded anew.");
        command.Acts(static async (on, cancellationToken) =>
        {
            await on.Installation.Embedders.RemoveAsync(on.Tenant.Id, cancellationToken);
            on.Print(new JsonObject { ["removed"] = true }, "Removed.");
        });
        return command;
    }
}
