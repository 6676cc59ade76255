using System.CommandLine;
using Sallyport.Ledger;
using Sallyport.Storage.Ledger;

namespace Sallyport.Server.Commands;

/// <summary><c>ledger prove TENANT INDEX</c>: that one entry stands in the ledger, for whoever has the public key.</summary>
internal static class LedgerProveCommand
{
    public static Command Create()
    {
        var command = new Command("prove", "Print the proof that an entry stands in a tenant's ledger; 'ledger verify --proof' checks it.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var index = new Argument<long>("INDEX") { Description = "The entry's index, from 0." };
        var common = new CommonOptions();
        command.Add(tenant);
        command.Add(index);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
            var store = new LedgerStore(installation.Database);
            using var publisher = new CheckpointPublisher(store, installation.SigningKey, [], TimeProvider.System);
            var proof = parse.GetRequiredValue(index) is >= 0 and var at ? await LedgerProof.ForEntryAsync(store, publisher, owner.Id, at, cancellationToken) : null;
            if (proof is null)
            {
                await Console.Error.WriteLineAsync($"sallyport: the ledger of '{owner.Name}' has no such entry.");
                return CommandFailure.Failed;
            }

            Console.WriteLine(proof.ToJson());
            return 0;
        }));
        return command;
    }
}
