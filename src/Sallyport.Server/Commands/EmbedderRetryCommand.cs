using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>embedder retry TENANT</c>.</summary>
internal static class EmbedderRetryCommand
{
    public static Command Create()
    {
        var command = new TenantCommand("retry", "Ingest those of a tenant's files again that failed since the embedder gave no vectors for them, as where its endpoint was set wrongly. Files that failed otherwise stay as they are.");
        command.Acts(static async (on, cancellationToken) =>
        {
            var vault = await on.Installation.Vaults.OpenAsync(on.Tenant.Id, cancellationToken);
            var files = await on.Installation.StoreFiles.RetryAsync(vault, cancellationToken);
            on.Print(
                new JsonObject { ["files"] = files },
                files == 0
                    ? $"No file of '{on.Tenant.Name}' failed for want of vectors."
                    : string.Create(CultureInfo.InvariantCulture, $"{files:N0} {(files == 1 ? "file" : "files")} of '{on.Tenant.Name}' will be ingested again, by a running server."));
        });
        return command;
    }
}
