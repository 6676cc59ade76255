using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Recording;
using Sallyport.Server.Settings;
using Sallyport.Storage;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>explain ID</c>: the whole story of an exchange, as the ledger tells it.</summary>
internal static class ExplainCommand
{
    private const int LabelWidth = 11;

    public static Command Create()
    {
        var command = new Command("explain", "Tell the story of an exchange: who asked what, under which policy, what was found, what became of it, and what proves it.");
        var id = new Argument<string>("ID") { Description = "The exchange's id, ex_..., as errors and answers carry it." };
        var details = new Option<bool>("--details") { Description = "Tell where each finding stood and why it was made, too. That is sealed: the ledger keeps that you looked, and why." };
        var reason = new Option<string?>("--reason") { HelpName = "WHY", Description = "Why you look, in up to 200 characters; for --details (default: none)." };
        var common = new CommonOptions();
        command.Add(id);
        command.Add(details);
        command.Add(reason);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(() =>
        {
            var exchange = ExchangeId.Parse(parse.GetRequiredValue(id), null);
            var why = parse.GetValue(details)
                ? parse.GetValue(reason) ?? throw new SettingsException(["--details opens what is sealed: say why, with --reason."])
                : null;
            return why is null
                ? LookAsync()
                : common.ActAsync(parse, mayCreate: false, (installation, ledger) => TellAsync(installation, ledger, exchange, why, common.IsJson(parse), cancellationToken), cancellationToken);

            async Task<int> LookAsync()
            {
                await using var installation = await common.OpenAsync(parse, cancellationToken);
                return await TellAsync(installation, null, exchange, null, common.IsJson(parse), cancellationToken);
            }
        }));
        return command;
    }

    private static async Task<int> TellAsync(
        Installation installation, LedgerWriter? ledger, ExchangeId exchange, string? reason, bool isJson, CancellationToken cancellationToken)
    {
        var store = new LedgerStore(installation.Database);
        foreach (var tenant in await installation.Tenants.ListAsync(cancellationToken))
        {
            var reader = new LedgerReader(store, await installation.Vaults.OpenAsync(tenant.Id, cancellationToken));
            var entries = await reader.FindExchangeAsync(exchange.Value, cancellationToken);
            if (entries.Count == 0)
            {
                continue;
            }

            var findings = new Dictionary<long, JsonElement>();
            if (ledger is not null && reason is not null)
            {
                var looks = new ContentLooks(installation.Recorder, ledger, CommonOptions.Actor);
                foreach (var ((entry, _), payload) in await looks.OpenPayloadsAsync(reader, exchange.Value, entries, reason, cancellationToken))
                {
                    findings[entry] = JsonElement.Parse(payload);
                }
            }

            Print(exchange, tenant, entries, findings, await reader.FindCheckpointAsync(entries[^1].Index, cancellationToken), isJson);
            return 0;
        }

        await Console.Error.WriteLineAsync($"sallyport: the ledger knows no exchange {exchange}. Requests without a valid key or to an unknown route leave no entry.");
        return CommandFailure.Failed;
    }

    private static void Print(
        ExchangeId exchange, Tenant tenant, IReadOnlyList<LedgerEntry> entries, Dictionary<long, JsonElement> findings, StoredCheckpoint? checkpoint, bool isJson)
    {
        if (isJson)
        {
            Printing.Json(JsonOf(exchange, tenant, entries, findings, checkpoint));
            return;
        }

        Console.WriteLine($"Exchange {exchange}");
        foreach (var (label, text) in new ExchangeStory(tenant, entries, checkpoint).Tell(findings))
        {
            Console.WriteLine($"  {label.PadRight(LabelWidth)} {text}");
        }
    }

    private static JsonObject JsonOf(
        ExchangeId exchange, Tenant tenant, IReadOnlyList<LedgerEntry> entries, Dictionary<long, JsonElement> findings, StoredCheckpoint? checkpoint) => new()
    {
        ["exchange"] = exchange.Value,
        ["tenant"] = new JsonObject { ["id"] = tenant.Id.Value, ["name"] = tenant.Name.Value },
        ["entries"] = new JsonArray([.. entries.Select(static entry => JsonNode.Parse(Encoding.UTF8.GetString(entry.Body.Span)))]),
        ["findings"] = findings.Count == 0 ? null : new JsonArray([.. findings.Values.SelectMany(static places => places.EnumerateArray()).Select(static place => JsonNode.Parse(place.GetRawText()))]),
        ["checkpoint"] = checkpoint is null ? null : new JsonObject { ["epoch"] = checkpoint.Epoch, ["size"] = checkpoint.Size, ["note"] = checkpoint.Note },
    };
}
