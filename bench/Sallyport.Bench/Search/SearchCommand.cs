using System.Globalization;

namespace Sallyport.Bench.Search;

/// <summary>Search, as tables: exact in memory; or whole searches over stores in both databases.</summary>
internal static class SearchCommand
{
    private static readonly string[] Shapes = ["1x10000", "1x30000+20", "1x100000", "50x1000"];

    public static void Run(TextWriter to, bool isLarge)
    {
        SearchRun.WriteHeader(to);
        if (isLarge)
        {
            new SearchRun("1 × 1,000,000", 1, 1_000_000, to).Run();
            return;
        }

        new SearchRun("1 × 10,000", 1, 10_000, to).Run();
        new SearchRun("1 × 100,000", 1, 100_000, to).Run();
        new SearchRun("1,000 × 1,000", 1_000, 1_000, to).Run();
    }

    /// <summary>Over stores in SQLite and in PostgreSQL.</summary>
    /// <param name="server">A connection string of PostgreSQL with pgvector; its user creates databases and the extension.</param>
    /// <param name="shapes">Tenants and chunks of each, such as <c>1x10000</c>, or with tenants beside that are not searched, <c>1x10000+20</c>; none for the usual ones.</param>
    /// <param name="to">Where the table goes.</param>
    public static async Task RunStoresAsync(string server, string[] shapes, TextWriter to)
    {
        StoreRun.WriteHeader(to);
        foreach (var shape in shapes.Length > 0 ? shapes : Shapes)
        {
            var parts = shape.Split('x', '+').Select(static part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            await new StoreRun(parts[0], parts[1], parts.ElementAtOrDefault(2), to).RunAsync(server);
        }
    }
}
