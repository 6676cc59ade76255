using System.Diagnostics;
using System.Globalization;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Storage;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Bench.Load;

/// <summary>Entries of exchanges appended to the embedded store, batched, until the disk has all of them; over one tenant and over many.</summary>
internal static class LedgerLoad
{
    private const int Rounds = 5;

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync(int entries, TextWriter to)
    {
        await to.WriteLineAsync($"| {entries} ledger entries, batched, SQLite with fsync | entries/s until durable |");
        await to.WriteLineAsync("| --- | ---: |");
        foreach (var tenants in new[] { 1, 10, 200 })
        {
            var rates = new double[Rounds];
            for (var round = 0; round < Rounds; round++)
            {
                rates[round] = await MeasureAsync(tenants, entries);
            }

            await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {tenants} tenants | {LoadMath.Quantile(rates, 0.5):F0} |"));
        }

        await to.WriteLineAsync();
    }

    private static async Task<double> MeasureAsync(int tenantCount, int entries)
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-ledger-").FullName;
        try
        {
            await using var database = await Database.OpenSqliteAsync(folder, CancellationToken.None);
            var writer = await LedgerWriter.OpenAsync(new LedgerStore(database), new LedgerWriterOptions { Name = "bench" }, TimeProvider.System, null, CancellationToken.None);
            var tenants = Enumerable.Range(0, tenantCount).Select(static _ => TenantId.New()).ToArray();
            var principals = tenants.Select(static tenant => new Principal(tenant, KeyId.New(), null, Scopes.Infer)).ToArray();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < entries; i++)
            {
                await writer.AppendAsync(tenants[i % tenantCount], Draft(principals[i % tenantCount]), Durability.Batched, CancellationToken.None);
            }

            // First in, first out: when this one is on the disk, so are all before it.
            await writer.AppendAsync(tenants[0], Draft(principals[0]), Durability.Strict, CancellationToken.None);
            var rate = (entries + 1) / Stopwatch.GetElapsedTime(start).TotalSeconds;
            await writer.DisposeAsync();
            return rate;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What an ordinary exchange leaves.
    private static LedgerDraft Draft(Principal principal) => new ExchangeRecord(ExchangeId.New(TimeProvider.System), principal)
    {
        Dialect = "openai.chat_completions",
        Model = "bench",
        Upstream = "bench",
        Policy = Engine.Subjects.Policy,
        InputTokens = 256,
        OutputTokens = 256,
    }.ToDraft(null);
}
