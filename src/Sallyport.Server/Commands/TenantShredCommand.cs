using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Server.Settings;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>tenant shred TENANT --month MONTH --yes</c>.</summary>
internal static class TenantShredCommand
{
    public static Command Create()
    {
        var month = new Option<string>("--month") { HelpName = "MONTH", Description = "The month (UTC), such as 2026-10; it has to be over.", Required = true };
        var sure = new Option<bool>("--yes") { Description = "Say that it is meant: what is erased can't be brought back." };
        var command = new TenantCommand(
            "shred", "Erase a month of a tenant's records for good: recorded content, and what its ledger's entries hold sealed. The ledger can still be verified, and states it.", month, sure);
        command.Acts(
            (parse, _) => !RecordMonth.TryParse(parse.GetRequiredValue(month), out var parsed)
                ? throw new FormatException("--month looks like 2026-10.")
                : parse.GetValue(sure)
                    ? Task.FromResult(parsed)
                    : throw new SettingsException([$"This erases the tenant's records of {parsed} for good. Say so with --yes."]),
            static async (on, which, cancellationToken) =>
            {
                await on.Installation.RecordShredding.ShredAsync(on.Tenant.Id, which, cancellationToken);
                on.Print(
                    new JsonObject { ["id"] = on.Tenant.Id.Value, ["month"] = which.ToString(), ["state"] = "shredded" },
                    $"Erased the records of '{on.Tenant.Name}' of {which}. The erasure is final when backups that hold the month's key have expired.");
            });
        return command;
    }
}
