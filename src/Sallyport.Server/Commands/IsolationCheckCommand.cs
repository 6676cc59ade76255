using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Isolation;
using Sallyport.Isolation.Checking;
using Sallyport.Ledger;
using Sallyport.Onnx.Embedders;
using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Server.Settings;
using Sallyport.Storage;

namespace Sallyport.Server.Commands;

/// <summary><c>isolation check</c>: probes every store with every pair of a sample of tenants, beside a running server or without one.</summary>
internal static class IsolationCheckCommand
{
    // Indexes are built for this command alone; what doesn't fit is told as a probe that failed.
    private const long IndexMemory = 512L << 20;

    public static Command Create()
    {
        var command = new Command(
            "check",
            "Probe every store with every pair of a sample of tenants, as their own requests would, and report. No content is shown. The exit code is 1 after a breach, or where something could not be probed.");
        var tenants = new Option<int?>("--tenants") { HelpName = "N", Description = $"How many tenants to sample, 2 to {IsolationCheck.MostTenants} (default: {IsolationCheck.StandardTenants})." };
        var seed = new Option<int?>("--seed") { HelpName = "SEED", Description = "Draws the same sample again (default: another one each time)." };
        var common = new CommonOptions();
        command.Add(tenants);
        command.Add(seed);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var count = parse.GetValue(tenants) ?? IsolationCheck.StandardTenants;
            if (count is < 2 or > IsolationCheck.MostTenants)
            {
                throw new SettingsException([$"--tenants is 2 to {IsolationCheck.MostTenants}."]);
            }

            return await common.ActAsync(parse, mayCreate: false, async (installation, ledger) =>
            {
                var drawnBy = parse.GetValue(seed) ?? RandomNumberGenerator.GetInt32(int.MaxValue);
                var report = await CheckAsync(installation, ledger, count, drawnBy, cancellationToken);
                Tell(report, drawnBy, common.IsJson(parse));
                return report.IsSound ? 0 : CommandFailure.Failed;
            }, cancellationToken);
        }));
        return command;
    }

    private static async Task<IsolationReport> CheckAsync(Installation installation, LedgerWriter ledger, int count, int seed, CancellationToken cancellationToken)
    {
        using var embedder = new DeferredEmbedder();
        using var rooms = new CleanRooms(
            installation.VectorStores, installation.StoreDocuments, installation.Vaults, new TenantEmbedders(embedder), ledger, IndexMemory, TimeProvider.System);
        var check = new IsolationCheck([.. IsolationProbes.Of(installation, TimeProvider.System), SearchOf(installation, rooms)], installation.Vaults, TimeProvider.System);
        using var watch = new IsolationWatch(
            check, installation.Tenants, new BreachJournal(ledger, NullLogger<BreachJournal>.Instance), TimeProvider.System, NullLogger<IsolationWatch>.Instance);
        return await watch.CheckAsync(count, seed, cancellationToken);
    }

    /// <summary>The probe of searches, over these clean rooms.</summary>
    public static SearchProbe SearchOf(Installation installation, CleanRooms rooms) =>
        new(installation.VectorStores, installation.Sentinels, installation.Canaries, rooms.ProbeAsync);

    private static void Tell(IsolationReport report, int seed, bool isJson)
    {
        if (isJson)
        {
            Printing.Json(JsonOf(report, seed));
            return;
        }

        Printing.Table(
            ["PROBE", "TRIES", "BREACHES", "NOT PROBED", "RESULT"],
            [.. report.Probes.Select(static probe => new[] { probe.Probe, Number(probe.Tries), Number(probe.Breaches.Count), Number(probe.Failures), ResultOf(probe) })]);
        foreach (var breach in report.Probes.SelectMany(static probe => probe.Breaches))
        {
            Console.WriteLine($"BREACH: {breach.Other} got what is {breach.Owner}'s: {breach.What}.");
        }

        if (report.Tenants.Count < 2)
        {
            Console.WriteLine("Fewer than two tenants: there is nobody to be kept apart from.");
            return;
        }

        Console.WriteLine($"{report.Tenants.Count} tenants, every pair in both directions (--seed {seed}). {(report.HasBreach ? "BREACH: tenants are not kept apart." : report.IsSound ? "They are kept apart." : "Not everything could be probed.")}");
    }

    private static JsonObject JsonOf(IsolationReport report, int seed) => new()
    {
        ["time"] = Printing.Time(report.Time),
        ["sound"] = report.IsSound,
        ["breach"] = report.HasBreach,
        ["seed"] = seed,
        ["tenants"] = new JsonArray([.. report.Tenants.Select(static tenant => JsonValue.Create(tenant.Value))]),
        ["probes"] = new JsonArray([.. report.Probes.Select(static probe => new JsonObject
        {
            ["probe"] = probe.Probe,
            ["tries"] = probe.Tries,
            ["failures"] = probe.Failures,
            ["failure"] = probe.Failure,
            ["breaches"] = new JsonArray([.. probe.Breaches.Select(static breach => new JsonObject { ["owner"] = breach.Owner.Value, ["other"] = breach.Other.Value, ["what"] = breach.What })]),
        })]),
    };

    private static string ResultOf(ProbeResult probe) =>
        probe.Breaches.Count > 0 ? "BREACH" : probe.Failures > 0 ? $"failed ({probe.Failure})" : probe.Tries == 0 ? "nothing there" : "apart";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
