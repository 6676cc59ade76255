using System.Diagnostics;
using System.Globalization;
using Sallyport.Bench.Load;
using Sallyport.Ledger;
using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Rotation;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Retrieval;
using Sallyport.Tenancy;

namespace Sallyport.Bench.Search;

/// <summary>
/// Whole searches, from the question to the receipt, over ingested stores: in SQLite, in PostgreSQL with vectors in memory, and with vectors in PostgreSQL. One at a time; each asks the next tenant's store. How
/// many of the ten nearest the database finds is held against the exact index in memory.
/// </summary>
/// <param name="tenants">How many tenants are searched.</param>
/// <param name="chunks">The chunks of each one's vector store.</param>
/// <param name="others">How many tenants lie beside them, with 1,000 chunks each, searched once so that their vectors lie where they would.</param>
/// <param name="to">Where the rows go.</param>
internal sealed class StoreRun(int tenants, int chunks, int others, TextWriter to)
{
    private const int WarmUp = 10;
    private const int MostRounds = 400;
    private const int RecallQuestions = 100;
    private const int ChunksOfOthers = 1_000;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(4);

    private static readonly (string Name, SearchMode Mode, AttributeFilter? Filter)[] Kinds =
    [
        ("vector", SearchMode.Vector, null),
        ("hybrid", SearchMode.Hybrid, null),
        ("hybrid, a tenth admitted", SearchMode.Hybrid, new ComparisonFilter("part", AttributeComparison.Equal, new AttributeValue(0))),
    ];

    public static void WriteHeader(TextWriter to)
    {
        to.WriteLine("| tenants × chunks | database, vectors | ingested, chunks/s | first search, s | graph, s | search | P50 ms | P99 ms | recall@10 |");
        to.WriteLine("| --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: |");
    }

    public async Task RunAsync(string server)
    {
        await RunOnAsync(null);
        await RunOnAsync(server);
    }

    private async Task RunOnAsync(string? server)
    {
        await using var library = await BenchLibrary.OpenAsync(server);
        for (var tenant = 0; tenant < tenants; tenant++)
        {
            await library.AddTenantAsync(chunks);
        }

        for (var other = 0; other < others; other++)
        {
            await library.AddTenantAsync(ChunksOfOthers);
        }

        var begun = Stopwatch.GetTimestamp();
        await library.IngestAsync();
        var ingested = (((double)tenants * chunks) + (others * ChunksOfOthers)) / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await using var writer = await LedgerWriter.OpenAsync(new LedgerStore(library.Installation.Database), new LedgerWriterOptions(), TimeProvider.System, null, CancellationToken.None);
        using var memory = Rooms(library, writer, null);
        await MeasureAsync(library, memory, memory, server is null ? "SQLite, memory" : "PostgreSQL, memory", ingested, hasGraphs: false);
        if (server is not null)
        {
            using var rooms = Rooms(library, writer, new RotatedVectors(library.Installation.Database));
            await MeasureAsync(library, rooms, memory, "PostgreSQL, database", ingested, hasGraphs: true);
        }
    }

    private async Task MeasureAsync(BenchLibrary library, CleanRooms rooms, CleanRooms exact, string name, double ingested, bool hasGraphs)
    {
        var begun = Stopwatch.GetTimestamp();
        await SearchAsync(library, rooms, 0, library.Question(), SearchMode.Hybrid, null);
        var first = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        for (var tenant = 1; tenant < tenants + others; tenant++)
        {
            await SearchAsync(library, rooms, tenant, library.Question(), SearchMode.Hybrid, null);
        }

        begun = Stopwatch.GetTimestamp();
        foreach (var (vault, _) in library.Stores)
        {
            await rooms.TendAsync(vault, CancellationToken.None);
        }

        var graph = hasGraphs && chunks >= RotatedVectors.GraphFrom ? Text(Stopwatch.GetElapsedTime(begun).TotalSeconds, "F0") : "";
        foreach (var (kind, mode, filter) in Kinds)
        {
            var times = await TimeAsync(library, rooms, mode, filter);
            var recall = hasGraphs ? Text(await RecallAsync(library, rooms, exact, filter), "F3") : "";
            await to.WriteLineAsync(
                $"| {Shape} | {name} | {Text(ingested, "F0")} | {Text(first, "F1")} | {graph} | {kind} | {Text(LoadMath.Quantile(times, 0.5), "F1")} | {Text(LoadMath.Quantile(times, 0.99), "F1")} | {recall} |");
            await to.FlushAsync();
        }
    }

    private async Task<double[]> TimeAsync(BenchLibrary library, CleanRooms rooms, SearchMode mode, AttributeFilter? filter)
    {
        var times = new List<double>();
        var begun = Stopwatch.GetTimestamp();
        for (var round = -WarmUp; round < MostRounds && (round <= 0 || Stopwatch.GetElapsedTime(begun) < Length); round++)
        {
            begun = round == 0 ? Stopwatch.GetTimestamp() : begun;
            var question = library.Question();
            var searched = Stopwatch.GetTimestamp();
            await SearchAsync(library, rooms, (round + WarmUp) % tenants, question, mode, filter);
            if (round >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(searched).TotalMilliseconds);
            }
        }

        return [.. times];
    }

    private async Task<double> RecallAsync(BenchLibrary library, CleanRooms rooms, CleanRooms exact, AttributeFilter? filter)
    {
        var (found, wanted) = (0, 0);
        for (var i = 0; i < RecallQuestions; i++)
        {
            var question = library.Question();
            var near = await SearchAsync(library, rooms, i % tenants, question, SearchMode.Vector, filter);
            var nearest = await SearchAsync(library, exact, i % tenants, question, SearchMode.Vector, filter);
            wanted += nearest.Count;
            found += nearest.Intersect(near).Count();
        }

        return (double)found / wanted;
    }

    private static async Task<List<(FileId File, int Ordinal)>> SearchAsync(BenchLibrary library, CleanRooms rooms, int tenant, string question, SearchMode mode, AttributeFilter? filter)
    {
        var (vault, store) = library.Stores[tenant];
        var request = new SearchRequest { Stores = [store], Queries = [question], Mode = mode, Most = 10, Filter = filter };
        var principal = new Principal(vault.Tenant, KeyId.New(), null, Scopes.Retrieve);
        var result = await rooms.SearchAsync(vault, principal, "bench", "ex_bench", request, static (_, _) => ValueTask.FromResult<string?>(null), Durability.Batched, CancellationToken.None);
        return result.Chunks.Count == request.Most
            ? [.. result.Chunks.Select(static chunk => (chunk.File, chunk.Chunk.Ordinal))]
            : throw new InvalidOperationException($"A search found {result.Chunks.Count} chunks of {request.Most}.");
    }

    private static CleanRooms Rooms(BenchLibrary library, LedgerWriter writer, IRotatedVectors? rotated)
    {
        var installation = library.Installation;
        return new CleanRooms(
            installation.VectorStores, installation.StoreDocuments, installation.Vaults, new TenantEmbedders(library.Embedder), writer, 8L << 30, TimeProvider.System, rotated);
    }

    private string Shape => string.Create(CultureInfo.InvariantCulture, $"{tenants:N0} × {chunks:N0}{(others > 0 ? $", {others:N0} × {ChunksOfOthers:N0} beside" : "")}");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
