using System.Globalization;
using System.Text.Json;
using Sallyport.Ledger;
using Sallyport.Ledger.Verification;
using Sallyport.Server.Serving;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Server.Tour;

/// <summary>What the tour shows of the ledger of its tenant.</summary>
internal sealed class TourLedger(GatewayProcess gateway, TenantId tenant, string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly LedgerStore _store = new(gateway.Installation.Database);

    /// <summary>The entry of an exchange in a line, once it is written.</summary>
    public async Task<string> LineOfAsync(string exchange, CancellationToken cancellationToken)
    {
        var reader = new LedgerReader(_store, await gateway.Installation.Vaults.OpenAsync(tenant, cancellationToken));
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Patience)
        {
            if (await reader.FindExchangeAsync(exchange, cancellationToken) is [.., var entry] && entry.Kind == LedgerKinds.Exchange)
            {
                return Tell(entry);
            }

            // The record of a stream is written just after its end.
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }

        return "no entry yet";
    }

    /// <summary>Looks at an exchange's recorded content, and shows what the ledger says of the look.</summary>
    public async Task LookAsync(TourStage stage, string exchange, CancellationToken cancellationToken)
    {
        var vault = await gateway.Installation.Vaults.OpenAsync(tenant, cancellationToken);
        var reader = new LedgerReader(_store, vault);
        var look = await gateway.Looks.OpenRecordingAsync(vault, exchange, "the demo shows it", cancellationToken);
        stage.Show("recorded", look is null ? "nothing" : string.Join(" | ", look.Texts.Select(static text => text.Text)));
        foreach (var entry in await reader.ReadNewestAsync(null, 1, LedgerKinds.ContentRead, cancellationToken))
        {
            stage.Show("ledger", string.Create(CultureInfo.InvariantCulture, $"entry {entry.Index}, {entry.Exchange}: {entry.Kind}, because: {entry.Fact("reason")}"));
        }
    }

    /// <summary>Exports the ledger, verifies it, alters one byte of a copy and verifies that.</summary>
    public async Task VerifyAsync(TourStage stage, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "ledger.jsonl");
        var signing = gateway.Installation.SigningKey;
        using var publisher = new CheckpointPublisher(_store, signing, [], TimeProvider.System);
        await new LedgerExport(_store, publisher, signing).WriteAsync(tenant, file, 0, null, replace: false, cancellationToken);
        var key = VerifierKey.Parse(signing.VerifierKey);
        stage.Show("verify", Tell(await LedgerVerifier.VerifyAsync(file, key, [], cancellationToken)));

        const string honest = "\"prompt_blocked\"";
        const string forged = "\"prompt_allowed\"";
        var text = await File.ReadAllTextAsync(file, cancellationToken);
        await File.WriteAllTextAsync(file, text.Replace(honest, forged, StringComparison.Ordinal), cancellationToken);
        stage.Show("tamper", $"in a copy, {honest} becomes {forged}");
        stage.Show("verify", Tell(await LedgerVerifier.VerifyAsync(file, key, [], cancellationToken)));
    }

    private static string Tell(LedgerVerification result) => result.IsSound
        ? $"sound: {result.Entries} entries, {result.Checkpoints} signed checkpoint(s) hold"
        : "NOT SOUND: " + string.Join("; ", result.Faults.Take(2).Select(static fault => fault.Detail));

    private static string Tell(LedgerEntry entry)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"entry {entry.Index}, {entry.Exchange}: {entry.Fact("outcome")}");
        return entry.Fact("findings") is { ValueKind: JsonValueKind.Array } findings
            ? line + "; " + string.Join(", ", findings.EnumerateArray().Select(Tell))
            : line + "; nothing found";
    }

    private static string Tell(JsonElement finding)
    {
        var action = finding.GetProperty("action").GetString();
        var mode = finding.GetProperty("enforced").GetBoolean() ? "" : " (observed only)";
        return $"{finding.GetProperty("kind").GetString()} on {finding.GetProperty("on").GetString()}: {action}{mode}";
    }
}
