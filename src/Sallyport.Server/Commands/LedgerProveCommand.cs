using System.CommandLine;
using Sallyport.Ledger;
using Sallyport.Storage.Ledger;

namespace Sallyport.Server.Commands;

/// <summary><c>ledger prove TENANT INDEX</c>: that one entry stands in the ledger, for whoever has the public key.</summary>
internal static class LedgerProveCommand
{
    public static Command Create()
    {
        var index = new Argument<long>("INDEX") { Description = "The entry's index, from 0." };
        var command = new TenantCommand("prove", "Print the proof that an entry stands in a tenant's ledger; 'ledger verify --proof' checks it.", index);
        command.LooksAtLedger(async (on, cancellationToken) =>
        {
            var store = new LedgerStore(on.Installation.Database);
            using var publisher = new CheckpointPublisher(store, on.Installation.SigningKey, [], TimeProvider.System);
            var proof = on.Parse.GetRequiredValue(index) is >= 0 and var at ? await LedgerProof.ForEntryAsync(store, publisher, on.Tenant.Id, at, cancellationToken) : null;
            if (proof is null)
            {
                var size = (await store.ReadHeadAsync(on.Tenant.Id, cancellationToken))?.Size ?? 0;
                await Console.Error.WriteLineAsync($"sallyport: the ledger of '{on.Called}' has no entry {on.Parse.GetRequiredValue(index)}: it has {size}, from 0 on.");
                return CommandFailure.Failed;
            }

            Console.WriteLine(proof.ToJson());
            return 0;
        });
        return command;
    }
}
