using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Storage.Ledger;

namespace Sallyport.Server.Commands;

/// <summary><c>explain ID</c>: all that the ledger tells of an exchange.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var command = new Command("explain", "Tell all that the ledger knows of an exchange.");
        var id = new Argument<string>("ID") { Description = "The exchange's id, ex_..., as errors and answers carry it." };
        var common = new CommonOptions();
        command.Add(id);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var exchange = ExchangeId.Parse(parse.GetRequiredValue(id), null);
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var store = new LedgerStore(installation.Database);
            var found = new JsonArray();
            foreach (var tenant in await installation.Tenants.ListAsync(cancellationToken))
            {
                var reader = new LedgerReader(store, await installation.Vaults.OpenAsync(tenant.Id, cancellationToken));
                foreach (var entry in await reader.FindExchangeAsync(exchange.Value, cancellationToken))
                {
                    found.Add(Tell(entry));
                }
            }

            if (found.Count == 0)
            {
                await Console.Error.WriteLineAsync($"sallyport: the ledger knows no exchange {exchange}. Requests without a valid key or to an unknown route leave no entry.");
                return CommandFailure.Failed;
            }

            Printing.Json(found);
            return 0;
        }));
        return command;
    }

    private static JsonNode? Tell(LedgerEntry entry) => JsonNode.Parse(Encoding.UTF8.GetString(entry.Body.Span));
}
