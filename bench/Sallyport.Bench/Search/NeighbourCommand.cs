using System.Globalization;
using Sallyport.Bench.Load;

namespace Sallyport.Bench.Search;

/// <summary>
/// What the latencies of a tenant's own searches tell of its neighbour's size, as a table. Some worlds have a small neighbour, as many a large one; all else is the same in them. In each round each world is searched
/// once, for the same and in a drawn order, so that whatever the machine does meets all alike. Whoever guesses is given one latency, or the median of a block, and has to tell which neighbour it was measured beside.
/// </summary>
internal static class NeighbourCommand
{
    private const int Worlds = 3;
    private const int Own = 1_000;
    private const int Small = 100;
    private const int Large = 20_000;
    private const int WarmUp = 40;
    private const int Rounds = 250;
    private const int Block = 25;

    /// <param name="server">A connection string of PostgreSQL with pgvector, whose user creates databases and the extension; null for SQLite.</param>
    /// <param name="way">Where vectors are, <c>memory</c> or <c>database</c>; null for each of these that there is.</param>
    /// <param name="large">The chunks of a large neighbour; null for the usual number.</param>
    /// <param name="to">Where the table goes.</param>
    public static async Task RunAsync(string? server, string? way, int? large, TextWriter to)
    {
        await to.WriteLineAsync("| database, vectors | neighbour | P50 ms, beside a small one | beside a large one | AUC, one search | AUC, median of 25 | by chance |");
        await to.WriteLineAsync("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
        (string, bool)[] ways = server is null ? [("SQLite, memory", false)] : [("PostgreSQL, memory", false), ("PostgreSQL, database", true)];
        await RunOnAsync(server, large ?? Large, [.. ways.Where(one => way is null || one.Item1.EndsWith(way, StringComparison.Ordinal))], to);
    }

    private static async Task RunOnAsync(string? server, int large, (string Name, bool IsInDatabase)[] ways, TextWriter to)
    {
        var worlds = new List<NeighbourWorld>();
        try
        {
            for (var i = 0; i < 2 * Worlds; i++)
            {
                var isLarge = i % 2 == 1;
                worlds.Add(await NeighbourWorld.OpenAsync(server, Own, isLarge ? large : Small, isLarge));
            }

            foreach (var (name, isInDatabase) in ways)
            {
                var random = new Random(23);
                foreach (var world in worlds)
                {
                    await world.EnterAsync(isInDatabase, Question(random));
                }

                foreach (var activity in Enum.GetValues<NeighbourActivity>())
                {
                    var times = await TimeAsync(worlds, random, activity);
                    await to.WriteLineAsync(Row(name, activity, worlds, times));
                    await to.FlushAsync();
                }
            }
        }
        finally
        {
            foreach (var world in worlds)
            {
                await world.DisposeAsync();
            }
        }
    }

    private static async Task<double[][]> TimeAsync(List<NeighbourWorld> worlds, Random random, NeighbourActivity activity)
    {
        var times = worlds.Select(static _ => new double[Rounds]).ToArray();
        var order = Enumerable.Range(0, worlds.Count).ToArray();
        for (var round = -WarmUp; round < Rounds; round++)
        {
            random.Shuffle(order);
            var question = Question(random);
            foreach (var world in order)
            {
                var taken = await worlds[world].TimeAsync(question, activity);
                if (round >= 0)
                {
                    times[world][round] = taken;
                }
            }
        }

        return times;
    }

    private static string Row(string name, NeighbourActivity activity, List<NeighbourWorld> worlds, double[][] times)
    {
        double[][] small = [.. times.Where((_, world) => !worlds[world].IsLarge)];
        double[][] large = [.. times.Where((_, world) => worlds[world].IsLarge)];
        double[] allSmall = [.. small.SelectMany(static one => one)], allLarge = [.. large.SelectMany(static one => one)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {TextOf(activity)} | {LoadMath.Quantile(allSmall, 0.5):F2} | {LoadMath.Quantile(allLarge, 0.5):F2} | {Guess(allSmall, allLarge):F2} | {Guess(Medians(small), Medians(large)):F2} | {ByChance([small, large]):F2} |");
    }

    private static string TextOf(NeighbourActivity activity) => activity switch
    {
        NeighbourActivity.SearchesOnce => "searches once",
        NeighbourActivity.ComputesOnce => "computes once, without Sallyport",
        NeighbourActivity.KeepsSearching => "keeps searching",
        NeighbourActivity.KeepsComputing => "keeps computing, without Sallyport",
        _ => "at rest",
    };

    // What the same guess by medians comes to between worlds whose neighbours are of one size: the mean over all pairs.
    private static double ByChance(double[][][] sizes) => sizes
        .SelectMany(static worlds => from one in Enumerable.Range(0, worlds.Length) from other in Enumerable.Range(0, one) select Guess(Medians([worlds[one]]), Medians([worlds[other]])))
        .Average();

    private static double[] Medians(double[][] worlds) => [.. worlds.SelectMany(static times => times.Chunk(Block)).Select(static block => LoadMath.Quantile(block, 0.5))];

    // The area under the curve of guessing by a threshold, whichever side of it is the large one's.
    private static double Guess(double[] small, double[] large)
    {
        var higher = 0.0;
        foreach (var one in small)
        {
            foreach (var other in large)
            {
                higher += other > one ? 1 : other == one ? 0.5 : 0;
            }
        }

        var area = higher / ((double)small.Length * large.Length);
        return Math.Max(area, 1 - area);
    }

    private static string Question(Random random) => BenchLibrary.Line(random, 6);
}
