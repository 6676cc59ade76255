using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Detection;
using Sallyport.Hosting;
using Sallyport.Server.Settings;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>exemplar add TENANT NAME FILE</c>: tries a confirmed attack on ordinary traffic and keeps it.</summary>
internal static class ExemplarAddCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "A name for it: 1 to 64 letters, digits, '-', '_' and '.'." };
        var file = new Argument<string?>("FILE") { Description = "The file that holds the attack's text (default: standard input).", Arity = ArgumentArity.ZeroOrOne };
        var days = new Option<int?>("--expires-days") { HelpName = "DAYS", Description = $"Days until it expires (default: {ExemplarAdministration.StandardLifetime.TotalDays:N0})." };
        var force = new Option<bool>("--force") { Description = "Add it whatever the trial says." };
        var command = new TenantCommand(
            "add", "Add a confirmed attack. It is tried on ordinary traffic first, and refused where it would be found there.", name, file, days, force);
        command.Acts(
            (parse, cancellationToken) => ReadAsync(parse.GetValue(file), cancellationToken),
            async (on, text, cancellationToken) =>
            {
                var lifetime = on.Parse.GetValue(days) is { } count ? TimeSpan.FromDays(Math.Clamp(count, 0, 10_000)) : ExemplarAdministration.StandardLifetime;
                var draft = new ExemplarDraft(on.Parse.GetRequiredValue(name), text, lifetime);
                var admission = new ExemplarAdmission(
                    on.Installation.Exemplars, on.Installation.Vaults, on.Installation.Recorder, StandardDetectors.All, TimeProvider.System);
                var (trial, added) = await admission.AddAsync(on.Tenant.Id, draft, on.Parse.GetValue(force), cancellationToken);
                Print(on, trial, added);
                if (added is null)
                {
                    throw new TenancyException(TenancyFailure.Conflict, "Not added: give more of the attack, or a part that is its own; --force adds it all the same.");
                }

                await PolicyGaps.TellOfExemplarsAsync(on, cancellationToken);
            });
        return command;
    }

    private static async Task<string> ReadAsync(string? file, CancellationToken cancellationToken)
    {
        using var reader = file is null ? Console.In : new StreamReader(GivenFile.Open("The exemplar's file", file));
        var text = new char[ExemplarAdministration.MaxLength + 3];
        var length = await reader.ReadBlockAsync(text, cancellationToken);
        return text.AsSpan(0, length).Trim().ToString();
    }

    private static void Print(TenantScope on, ExemplarTrial trial, Exemplar? added)
    {
        var lines = new List<string>
        {
            $"Tried on {trial.ShippedTexts:N0} ordinary texts that come with Sallyport and {trial.RecordedTexts:N0} recorded ones: false alarms: {trial.FalseAlarms:N0}; attacks: {trial.Attacks:N0}.",
        };
        lines.AddRange(trial.Exchanges.Select(static exchange => $"  false alarm in {exchange}"));
        if (added is not null)
        {
            lines.Add($"Added. It expires on {Printing.Time(added.Expires)}.");
        }

        on.Print(
            new JsonObject
            {
                ["added"] = added is not null,
                ["expires"] = added is null ? null : Printing.Time(added.Expires),
                ["shipped_texts"] = trial.ShippedTexts,
                ["recorded_texts"] = trial.RecordedTexts,
                ["false_alarms"] = trial.FalseAlarms,
                ["attacks"] = trial.Attacks,
                ["exchanges"] = new JsonArray([.. trial.Exchanges.Select(static exchange => JsonValue.Create(exchange))]),
            },
            string.Join('\n', lines));
    }
}
