using System.Runtime.Versioning;
using System.Text.Json;
using Sallyport.Ledger.Verification;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary>The ledger of a server's first tenant, as the command line exports it and the verifier reads it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ServedLedger
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private ServedLedger(IReadOnlyList<JsonElement> entries, IReadOnlyList<string> kinds)
    {
        Kinds = kinds;
        Outcomes = LookUp(entries, "outcome");
        Failures = LookUp(entries, "failure");
    }

    /// <summary>The entries' kinds, in order.</summary>
    public IReadOnlyList<string> Kinds { get; }

    /// <summary>How each exchange ended, by its id.</summary>
    public ILookup<string, string> Outcomes { get; }

    /// <summary>What each exchange failed with, by its id.</summary>
    public ILookup<string, string> Failures { get; }

    /// <summary>As <see cref="ReadAsync"/>, once an exchange that was answered stands in it: a batched entry is written a moment after the answer.</summary>
    public static async Task<ServedLedger> ReadWithAsync(SallyportProcess server, HttpResponseMessage answered, Dictionary<string, string>? environment = null)
    {
        var id = Assert.Single(answered.Headers.GetValues("x-sallyport-exchange"));
        var asked = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var ledger = await ReadAsync(server, environment);
            if (ledger.Outcomes.Contains(id))
            {
                return ledger;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(asked) < Patience, $"Exchange {id} was answered and is not in the ledger.");
        }
    }

    /// <summary>Exports and verifies it.</summary>
    public static async Task<ServedLedger> ReadAsync(SallyportProcess server, Dictionary<string, string>? environment = null)
    {
        var file = Path.Combine(server.Folder, "ledger.jsonl");
        var (code, output, error) = await SallyportProcess.RunWithAsync(
            environment ?? [], "ledger", "export", "default", file, "--data", server.Data, "--master-key-file", server.MasterKeyFile, "--json", "--force");
        Assert.True(code == 0, output + error);
        using var said = JsonDocument.Parse(output);
        await using (var export = File.OpenRead(file))
        {
            var key = VerifierKey.Parse(said.RootElement.GetProperty("public_key").GetString()!);
            var result = await LedgerVerifier.VerifyAsync(export, key, [], CancellationToken.None);
            Assert.True(result.IsSound, string.Join('\n', result.Faults));
        }

        var entries = File.ReadLines(file).Select(static line => JsonDocument.Parse(line).RootElement).Select(EntryOf).OfType<JsonElement>().ToArray();
        return new ServedLedger(entries, [.. entries.Select(static entry => Text(entry, "kind")!)]);
    }

    private static ILookup<string, string> LookUp(IEnumerable<JsonElement> entries, string fact) => entries
        .Where(entry => Text(entry, "kind") == "exchange" && Text(entry.GetProperty("facts"), fact) is not null)
        .ToLookup(static entry => Text(entry, "exchange")!, entry => Text(entry.GetProperty("facts"), fact)!, StringComparer.Ordinal);

    private static JsonElement? EntryOf(JsonElement line) => line.TryGetProperty("entry", out var entry) ? entry : null;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
