using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>embedder show TENANT</c>.</summary>
internal static class EmbedderShowCommand
{
    public static Command Create()
    {
        var command = new TenantCommand("show", "Show a tenant's own embedding endpoint.");
        command.Looks(static async (on, cancellationToken) =>
        {
            if (await on.Installation.Embedders.FindAsync(on.Tenant.Id, cancellationToken) is { } embedder)
            {
                on.Print(EmbedderSetCommand.JsonOf(embedder), $"'{on.Tenant.Name}' embeds by '{embedder.Name}'.");
            }
            else
            {
                on.Print(new JsonObject { ["name"] = null }, $"'{on.Tenant.Name}' embeds by the installation's embedder.");
            }

            return 0;
        });
        return command;
    }
}
