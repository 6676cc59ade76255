using System.CommandLine;
using System.Globalization;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>tenant change TENANT</c>: its settings; what is not named stays.</summary>
internal static class TenantChangeCommand
{
    private const string NoLimit = "none";

    public static Command Create()
    {
        var recording = Switch("--recording", "Keep the content of exchanges, sealed, for 30 days: on or off (default: as it is).");
        var strict = Switch("--strict-ledger", "Answer only once the ledger's entry is on the disk: on or off (default: as it is).");
        var requests = Limit("--requests-per-minute", "The most requests in a minute, or none (default: as it is).");
        var tokens = Limit("--tokens-per-minute", "The most tokens, prompts and answers, in a minute, or none (default: as it is).");
        var concurrency = Limit("--concurrency", "The most requests open at once, or none (default: as it is).");
        var stored = Limit("--stored-megabytes", "The most megabytes of files kept for retrieval, or none (default: as it is).");
        var command = new TenantCommand("change", "Change a tenant's settings; those that are not named stay.", recording, strict, requests, tokens, concurrency, stored);
        command.Acts(async (on, cancellationToken) =>
        {
            var (settings, parse) = (on.Tenant.Settings, on.Parse);
            if (new Option[] { recording, strict, requests, tokens, concurrency, stored }.All(option => parse.GetResult(option) is null))
            {
                throw new FormatException("Name a setting to change: --recording, --strict-ledger, --requests-per-minute, --tokens-per-minute, --concurrency or --stored-megabytes.");
            }

            var changed = settings with
            {
                Recording = parse.GetValue(recording) is { } record ? record == "on" : settings.Recording,
                StrictLedger = parse.GetValue(strict) is { } durable ? durable == "on" : settings.StrictLedger,
                StoredMegabytes = Read(parse.GetValue(stored), settings.StoredMegabytes),
                Limits = new CallLimits(
                    Read(parse.GetValue(requests), settings.Limits.RequestsPerMinute),
                    Read(parse.GetValue(tokens), settings.Limits.TokensPerMinute),
                    Read(parse.GetValue(concurrency), settings.Limits.Concurrency)),
            };
            await on.Installation.Tenants.ChangeAsync(on.Tenant.Id, changed, cancellationToken);
            on.Print(TenantListCommand.JsonOf(on.Tenant with { Settings = changed }), $"Changed tenant '{on.Tenant.Name}'.");
        });
        return command;
    }

    private static Option<string?> Switch(string name, string description) => new Option<string?>(name) { HelpName = "on|off", Description = description }.AcceptOnlyFromAmong("on", "off");

    private static Option<string?> Limit(string name, string description)
    {
        var option = new Option<string?>(name) { HelpName = "N", Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && text != NoLimit && !(long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0))
            {
                result.AddError($"{name} is a whole number above 0, or {NoLimit}.");
            }
        });
        return option;
    }

    private static long? Read(string? text, long? current) => text switch
    {
        null => current,
        NoLimit => null,
        _ => long.Parse(text, CultureInfo.InvariantCulture),
    };
}
