using System.Globalization;

namespace Sallyport.Bench.Load;

/// <summary>Many streams open at once at a model's speed, and the memory that a gateway takes for them.</summary>
internal static class OpenStreams
{
    private const int Count = 500;
    private const int EnoughPieces = 60;

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync(TextWriter to)
    {
        var cores = LoadCores.OfMachine();
        await using var upstream = await LoadServer.StartUpstreamAsync(cores);
        await using var forwarder = await LoadServer.StartForwarderAsync(cores, upstream.Address);
        await using var sallyport = await LoadServer.StartSallyportAsync(cores, upstream.Address, policy: null);
        await to.WriteLineAsync($"| {Count} open streams, 10 pieces a second each | resident MB before | with all open | at most | CPU of one core |");
        await to.WriteLineAsync("| --- | ---: | ---: | ---: | ---: |");
        await MeasureAsync(to, "bare forwarder", forwarder);
        await MeasureAsync(to, "Sallyport, guards on", sallyport);
        await to.WriteLineAsync();
    }

    private static async Task MeasureAsync(TextWriter to, string name, LoadServer server)
    {
        var before = server.ResidentMegabytes;
        var connections = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => LoadConnection.OpenAsync(server.Address, server.Key)));
        var streams = connections.Select(static connection => connection.ExchangeAsync(LoadShape.PacedStream, LoadPath.NextNumber()).AsTask()).ToArray();
        await UntilAsync(connections, streams, EnoughPieces / 2);
        var (processor, clock) = (server.Processor, System.Diagnostics.Stopwatch.StartNew());
        await UntilAsync(connections, streams, EnoughPieces);
        var used = (server.Processor - processor) / clock.Elapsed;
        var open = server.ResidentMegabytes;

        // Each of them has to end as the upstream ended it.
        await Task.WhenAll(streams);
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {name} | {before:F0} | {open:F0} | {server.PeakMegabytes:F0} | {used:P0} |"));
    }

    private static async Task UntilAsync(LoadConnection[] connections, Task[] streams, int pieces)
    {
        while (connections.Any(connection => connection.Pieces < pieces))
        {
            if (streams.FirstOrDefault(static stream => stream.IsCompleted) is { } ended)
            {
                await ended;
                throw new InvalidOperationException("A stream ended before all were open.");
            }

            await Task.Delay(50);
        }
    }
}
