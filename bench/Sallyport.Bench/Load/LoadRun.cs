using System.Globalization;
using System.Runtime.InteropServices;
using Sallyport.Policy;

namespace Sallyport.Bench.Load;

/// <summary>
/// The four ways from client to upstream, in interleaved rounds, so that whatever the machine does meanwhile meets all of them. Medians of the rounds.
/// </summary>
internal static class LoadRun
{
    private const string GuardsOff = """
        version: 1
        name: guards-off
        mode: enforce
        guards: []
        durability: batched
        """;

    private static readonly string[] ModelGuards = ["injection-models", "names", "toxicity"];

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync(LoadPlan plan, IReadOnlyList<LoadShape> shapes, TextWriter to)
    {
        var cores = LoadCores.OfMachine();
        await using var upstream = await LoadServer.StartUpstreamAsync(cores);
        await using var forwarder = await LoadServer.StartForwarderAsync(cores, upstream.Address);
        await using var off = await LoadServer.StartSallyportAsync(cores, upstream.Address, GuardsOff);
        await using var rules = await LoadServer.StartSallyportAsync(cores, upstream.Address, RulesAlone());
        await using var on = await LoadServer.StartSallyportAsync(cores, upstream.Address, policy: null);
        LoadPath[] paths =
        [
            await LoadPath.OpenAsync("straight to the upstream", upstream.Address, null),
            await LoadPath.OpenAsync("bare forwarder", forwarder.Address, forwarder),
            await LoadPath.OpenAsync("Sallyport, guards off", off.Address, off),
            await LoadPath.OpenAsync("Sallyport, rule guards on", rules.Address, rules),
            await LoadPath.OpenAsync("Sallyport, models too", on.Address, on),
        ];
        foreach (var path in paths)
        {
            await path.WarmUpAsync(shapes, plan.WarmUp);
        }

        var samples = new Dictionary<(LoadShape, LoadPath), List<LoadSample>>();
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var shape in shapes)
            {
                foreach (var path in paths)
                {
                    var sample = await path.MeasureAsync(shape, plan);
                    (samples.TryGetValue((shape, path), out var list) ? list : samples[(shape, path)] = []).Add(sample);
                }
            }
        }

        await to.WriteLineAsync(Machine(cores, plan));
        foreach (var shape in shapes)
        {
            await PrintAsync(to, shape, paths, path => LoadSample.Median(samples[(shape, path)]));
        }

        await PrintMemoryAsync(to, paths);
        foreach (var path in paths)
        {
            path.Dispose();
        }
    }

    private static string Machine(LoadCores cores, LoadPlan plan)
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        var pins = cores.Gateway is null ? "Nothing is pinned." : "Each gateway has one core to itself while it is measured (the others are halted), client and upstream share the rest.";
        return string.Create(CultureInfo.InvariantCulture, $"""
            {model}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}. {pins} Loopback, HTTP/1.1, {LoadPath.Busy} connections
            for requests/s, one for times. Medians of {plan.Rounds} interleaved rounds after {plan.WarmUp.TotalSeconds:0} s of warm-up a path and a pause to compile what it made hot. Prompts never seen before, each answer compared byte for byte.
            Sallyport: authentication, limits, ledger (batched, SQLite), metrics and traces (exported) on; recording off. "Models too" is the first-run policy; "rule guards on" is that without the three guards that
            only trained models serve.

            """);
    }

    // The policy is written for people: a guard is a block of lines that begins with its name and ends with an empty one.
    private static string RulesAlone()
    {
        var policy = PolicyPresets.Text(PolicyPresets.FirstRun);
        foreach (var guard in ModelGuards)
        {
            var start = policy.IndexOf($"  - name: {guard}\n", StringComparison.Ordinal);
            policy = policy.Remove(start, policy.IndexOf("\n\n", start, StringComparison.Ordinal) - start);
        }

        // All of 'pii' has the names in it.
        const string structured = "[pii.email, pii.phone, pii.payment_card, pii.iban, pii.national_id, pii.ip_address, pii.mac_address, pii.date_of_birth, pii.passport, pii.driving_licence, pii.url_credentials]";
        return policy.Replace("findings: [pii]", $"findings: {structured}", StringComparison.Ordinal);
    }

    private static async Task PrintAsync(TextWriter to, LoadShape shape, LoadPath[] paths, Func<LoadPath, LoadSample> of)
    {
        var forwarder = of(paths[1]);
        await to.WriteLineAsync($"| {shape.Name} | requests/s | of the forwarder | gateway CPU µs | P99 ms at {LoadPath.Busy} | P50 ms | P99 ms | first byte ms | first text ms |");
        await to.WriteLineAsync("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var path in paths)
        {
            var sample = of(path);
            await to.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"| {path.Name} | {sample.PerSecond:F0} | {sample.PerSecond / forwarder.PerSecond:F2} | {(path.Server is null ? "" : sample.Processor.ToString("F0", CultureInfo.InvariantCulture))} | {sample.BusyP99:F2} | {sample.P50:F3} | {sample.P99:F3} | {sample.FirstByte:F3} | {sample.FirstText:F3} |"));
        }

        await to.WriteLineAsync();
    }

    private static async Task PrintMemoryAsync(TextWriter to, LoadPath[] paths)
    {
        await to.WriteLineAsync("| memory after all rounds | resident MB | at most MB |");
        await to.WriteLineAsync("| --- | ---: | ---: |");
        foreach (var path in paths)
        {
            if (path.Server is { } server)
            {
                await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {path.Name} | {server.ResidentMegabytes:F0} | {server.PeakMegabytes:F0} |"));
            }
        }

        await to.WriteLineAsync();
    }
}
