namespace Sallyport.Bench.Search;

/// <summary>Exact search in memory, as a table.</summary>
internal static class SearchCommand
{
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
}
