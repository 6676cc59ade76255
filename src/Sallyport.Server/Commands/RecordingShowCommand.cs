using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Policy.Reading;
using Sallyport.Recording;
using Sallyport.Storage;
using Sallyport.Text;

namespace Sallyport.Server.Commands;

/// <summary><c>recording show EXCHANGE --reason WHY</c>: the recorded texts. The look stands in the ledger before anything is shown.</summary>
internal static class RecordingShowCommand
{
    public static Command Create()
    {
        var command = new Command("show", "Show the recorded content of an exchange. The ledger keeps that you looked, and why, before anything is shown.");
        var id = new Argument<string>("EXCHANGE") { Description = "The exchange's id, ex_..." };
        var reason = new Option<string>("--reason") { HelpName = "WHY", Description = "Why you look, in up to 200 characters.", Required = true };
        var common = new CommonOptions();
        command.Add(id);
        command.Add(reason);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(() =>
        {
            var exchange = ExchangeId.Parse(parse.GetRequiredValue(id), null);
            return common.ActAsync(
                parse,
                mayCreate: false,
                (installation, ledger) => ShowAsync(installation, ledger, exchange, parse.GetRequiredValue(reason), common.IsJson(parse), cancellationToken),
                cancellationToken);
        }));
        return command;
    }

    private static async Task<int> ShowAsync(
        Installation installation, LedgerWriter ledger, ExchangeId exchange, string reason, bool isJson, CancellationToken cancellationToken)
    {
        var looks = new ContentLooks(installation.Recorder, ledger, CommonOptions.Actor);
        foreach (var tenant in await installation.Tenants.ListAsync(cancellationToken))
        {
            var vault = await installation.Vaults.OpenAsync(tenant.Id, cancellationToken);
            if (await looks.OpenRecordingAsync(vault, exchange.Value, reason, cancellationToken) is { } look)
            {
                Print(tenant.Name.Value, look, isJson);
                return 0;
            }
        }

        await Console.Error.WriteLineAsync($"sallyport: nothing is recorded of {exchange}: its tenant has recording switched off, or its {Recorder.Retention.TotalDays:0} days are over.");
        return CommandFailure.Failed;
    }

    private static void Print(string tenant, RecordingLook look, bool isJson)
    {
        if (isJson)
        {
            Printing.Json(new JsonObject
            {
                ["exchange"] = look.Exchange.Exchange,
                ["tenant"] = tenant,
                ["recorded"] = Printing.Time(look.Exchange.Recorded),
                ["expires"] = Printing.Time(look.Exchange.Expires),
                ["segments"] = new JsonArray([.. look.Texts.Select(static text => new JsonObject { ["origin"] = OriginOf(text), ["form"] = text.Form.ToString().ToLowerInvariant(), ["text"] = text.Text })]),
            });
            return;
        }

        Console.WriteLine($"Exchange {look.Exchange.Exchange} of '{tenant}', recorded {Printing.Time(look.Exchange.Recorded)}, kept until {Printing.Time(look.Exchange.Expires)}");
        foreach (var text in look.Texts)
        {
            Console.WriteLine();
            Console.WriteLine($"--- {OriginOf(text)}{(text.Form == Form.Text ? "" : ", " + text.Form.ToString().ToLowerInvariant())}");
            foreach (var line in (text.Text ?? "(no longer kept)").Split('\n'))
            {
                Console.WriteLine(Printing.Visible(line));
            }
        }
    }

    private static string OriginOf(RecordedText text) => Words<Origin>.Of(text.Origin);
}
