using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>recording list TENANT</c>: which exchanges are recorded, without their content.</summary>
internal static class RecordingListCommand
{
    private const int Standard = 50;

    public static Command Create()
    {
        var most = new Option<int?>("--most") { HelpName = "N", Description = $"How many at most, 1 to 1,000 (default: {Standard})." };
        var command = new TenantCommand("list", "List a tenant's recorded exchanges, newest first, without their content.", most);
        command.Looks(async (on, cancellationToken) =>
        {
            var vault = await on.Installation.Vaults.OpenAsync(on.Tenant.Id, cancellationToken);
            on.Print(
                await on.Installation.Recorder.ListAsync(vault, on.Parse.GetValue(most) ?? Standard, cancellationToken),
                static exchange => new JsonObject { ["exchange"] = exchange.Exchange, ["recorded"] = Printing.Time(exchange.Recorded), ["expires"] = Printing.Time(exchange.Expires) },
                ["EXCHANGE", "RECORDED", "EXPIRES"],
                static exchange => [exchange.Exchange, Printing.Time(exchange.Recorded), Printing.Time(exchange.Expires)]);
            if (!on.Tenant.Settings.Recording && !on.IsJson)
            {
                await Console.Error.WriteLineAsync($"Recording is off for '{on.Tenant.Name}'. Switch it on: sallyport tenant change {on.Tenant.Name} --recording on");
            }

            return 0;
        });
        return command;
    }
}
