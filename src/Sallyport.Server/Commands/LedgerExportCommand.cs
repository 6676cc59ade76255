using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Ledger;
using Sallyport.Server.Settings;
using Sallyport.Storage.Ledger;

namespace Sallyport.Server.Commands;

/// <summary><c>ledger export TENANT FILE</c>.</summary>
internal static class LedgerExportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write, readable by its owner alone." };
        var from = new Option<long>("--from") { HelpName = "INDEX", Description = "The first entry (default: 0). A part can be verified too; each entry comes with its proof." };
        var force = new Option<bool>("--force") { Description = "Replace the file if it is there." };
        var command = new TenantCommand("export", "Write a tenant's ledger to a file that can be verified without this server.", file, from, force);
        command.LooksAtLedger(async (on, cancellationToken) =>
        {
            var (path, first, replace) = (on.Parse.GetRequiredValue(file), on.Parse.GetValue(from), on.Parse.GetValue(force));
            var store = new LedgerStore(on.Installation.Database);
            var size = (await store.ReadHeadAsync(on.Tenant.Id, cancellationToken))?.Size ?? 0;
            if (first < 0 || first > size)
            {
                throw new SettingsException([$"--from is the index of an entry; the ledger of '{on.Called}' has {size}, from 0 on."]);
            }

            if (File.Exists(path) && !replace)
            {
                await Console.Error.WriteLineAsync($"sallyport: '{path}' is there already, and a record is not overwritten by accident. Name another file, or say --force.");
                return CommandFailure.Failed;
            }

            using var publisher = new CheckpointPublisher(store, on.Installation.SigningKey, [], TimeProvider.System);
            var export = new LedgerExport(store, publisher, on.Installation.SigningKey);
            var count = await GivenFile.WriteAsync("The exported ledger", path, () => export.WriteAsync(on.Tenant.Id, path, first, null, replace, cancellationToken));
            var key = on.Installation.SigningKey.VerifierKey;
            on.Print(
                new JsonObject { ["file"] = path, ["from"] = first, ["entries"] = count, ["public_key"] = key },
                $"Wrote {count} entries to {path}. Verify it anywhere with the public key:{Environment.NewLine}  sallyport ledger verify '{path}' --key '{key}'");
            return 0;
        });
        return command;
    }
}
