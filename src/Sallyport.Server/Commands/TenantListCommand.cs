using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>tenant list</c>.</summary>
internal static class TenantListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List the tenants.");
        var common = new CommonOptions();
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var tenants = await installation.Tenants.ListAsync(cancellationToken);
            Printing.List(
                common.IsJson(parse),
                tenants,
                JsonOf,
                ["NAME", "ID", "STATE", "RECORDING", "LIMITS", "CREATED"],
                static tenant => [tenant.Name.Value, tenant.Id.Value, StateOf(tenant), tenant.Settings.Recording ? "on" : "off", LimitsOf(tenant.Settings), Printing.Time(tenant.Created)]);
            return 0;
        }));
        return command;
    }

    /// <summary>How commands print a tenant.</summary>
    public static JsonObject JsonOf(Tenant tenant) => new()
    {
        ["id"] = tenant.Id.Value,
        ["name"] = tenant.Name.Value,
        ["state"] = StateOf(tenant),
        ["recording"] = tenant.Settings.Recording,
        ["strict_ledger"] = tenant.Settings.StrictLedger,
        ["stored_megabytes"] = tenant.Settings.StoredMegabytes,
        ["limits"] = Printing.LimitsJson(tenant.Settings.Limits),
        ["created"] = Printing.Time(tenant.Created),
    };

    private static string LimitsOf(TenantSettings settings)
    {
        var calls = Printing.Limits(settings.Limits);
        return settings.StoredMegabytes is not { } stored ? calls : settings.Limits == CallLimits.None ? $"{stored} MB" : $"{calls}, {stored} MB";
    }

    private static string StateOf(Tenant tenant) => tenant.State.ToString().ToLowerInvariant();
}
