using System.Globalization;
using Sallyport.Bench.Engine;
using Sallyport.Bench.Load;
using Sallyport.Bench.Search;

namespace Sallyport.Bench;

/// <summary>Which measurement to run.</summary>
internal static class BenchCommand
{
    private const string Usage = """
        quick [NAME]           the engine in a minute, as a table
        engine [FOLDER]        the engine by BenchmarkDotNet; tables under FOLDER/results (artifacts/bench)
        load [--quick] [PART]  the gateway under load, as tables; parts are paths, streams, ledger (default: all)
        search [--large]       exact search in memory, as a table; --large: a million chunks
        search --postgres CONNECTION [TENANTSxCHUNKS[+OTHERS] ...]
                               whole searches over ingested stores in SQLite and PostgreSQL with pgvector, as a table
        neighbours [--postgres CONNECTION [memory|database]] [CHUNKS]
                               what the latencies of a tenant's searches tell of its neighbour's size, as a table; CHUNKS of a large one
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["quick", .. var rest]:
                QuickLoop.Run(Console.Out, rest.FirstOrDefault());
                return 0;
            case ["engine", .. var rest]:
                EngineRun.Run(rest.FirstOrDefault() ?? Path.Combine("artifacts", "bench"));
                return 0;
            case ["search", "--postgres", var server, .. var shapes]:
                await SearchCommand.RunStoresAsync(server, shapes, Console.Out);
                return 0;
            case ["neighbours", "--postgres", var server, "memory" or "database", .. var rest]:
                await NeighbourCommand.RunAsync(server, args[3], ChunksOf(rest), Console.Out);
                return 0;
            case ["neighbours", "--postgres", var server, .. var rest]:
                await NeighbourCommand.RunAsync(server, null, ChunksOf(rest), Console.Out);
                return 0;
            case ["neighbours", .. var rest]:
                await NeighbourCommand.RunAsync(null, null, ChunksOf(rest), Console.Out);
                return 0;
            case ["search", .. var rest]:
                SearchCommand.Run(Console.Out, isLarge: rest.Contains("--large"));
                return 0;
            case ["load", .. var rest]:
                return await LoadCommand.RunAsync(rest);
            case ["load-client", var part, .. var rest]:
                return await LoadCommand.RunClientAsync(part, isQuick: rest.Length > 0);
            case ["load-upstream"]:
                return await LoadUpstream.RunAsync();
            case ["load-forwarder", var upstream]:
                return await LoadForwarder.RunAsync(new Uri(upstream));
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static int? ChunksOf(string[] rest) => rest is [var chunks, ..] ? int.Parse(chunks, CultureInfo.InvariantCulture) : null;
}
