using System.CommandLine;
using Sallyport.Ledger;
using Sallyport.Storage.Ledger;

namespace Sallyport.Server.Commands;

/// <summary><c>ledger export TENANT FILE</c>.</summary>
internal static class LedgerExportCommand
{
    public static Command Create()
    {
        var command = new Command("export", "Write a tenant's ledger to a file that can be verified without this server.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var file = new Argument<string>("FILE") { Description = "The file to write, readable by its owner alone." };
        var from = new Option<long>("--from") { Description = "The first entry (default: 0)." };
        var common = new CommonOptions();
        command.Add(tenant);
        command.Add(file);
        command.Add(from);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
            var store = new LedgerStore(installation.Database);
            using var publisher = new CheckpointPublisher(store, installation.SigningKey, [], TimeProvider.System);
            var export = new LedgerExport(store, publisher, installation.SigningKey);
            var count = await export.WriteAsync(owner.Id, parse.GetRequiredValue(file), Math.Max(0, parse.GetValue(from)), null, cancellationToken);
            Console.WriteLine(common.IsJson(parse)
                ? $$"""{"entries":{{count}},"public_key":"{{installation.SigningKey.VerifierKey}}"}"""
                : $"Wrote {count} entries. Verify with the public key {installation.SigningKey.VerifierKey}");
            return 0;
        }));
        return command;
    }
}
