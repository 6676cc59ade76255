using System.Diagnostics;
using System.Globalization;
using Sallyport.Bench.Load;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Index;

namespace Sallyport.Bench.Search;

/// <summary>
/// Searches over indexes in memory, on one thread, one at a time: by vectors, by words, by both, and by both under a filter that admits a tenth. Each round asks one question
/// of each kind, and reads the vectors of an index plainly besides, so that whatever the machine does meets all alike; each of the next index, where there are many.
/// </summary>
internal sealed class SearchRun(string name, int indexes, int chunks, TextWriter to)
{
    private const int WarmUp = 20;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);
    private const int MostRounds = 5000;

    private static readonly (string Name, SearchMode Mode, Func<IndexedDocument, bool> Admits)[] Kinds =
    [
        ("vector", SearchMode.Vector, static _ => true),
        ("bm25", SearchMode.Bm25, static _ => true),
        ("hybrid", SearchMode.Hybrid, static _ => true),
        ("hybrid, a tenth admitted", SearchMode.Hybrid, static document => document.Attributes["part"].Number == 0),
    ];

    public static void WriteHeader(TextWriter to)
    {
        to.WriteLine("| indexes × chunks | search | P50 ms | P99 ms | scan, of the floor | GB | built, chunks/s |");
        to.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
    }

    public void Run()
    {
        var corpus = new SearchCorpus(17);
        var built = Enumerable.Range(0, indexes).Select(_ => corpus.Build(chunks)).ToList();
        var perSecond = (double)indexes * chunks / corpus.Building.TotalSeconds;
        var times = Kinds.Select(static _ => new List<double>()).ToList();
        var floor = new List<double>();
        var begun = Stopwatch.GetTimestamp();
        for (var round = -WarmUp; round < MostRounds && (round < 0 || Stopwatch.GetElapsedTime(begun) < Length); round++)
        {
            begun = round == 0 ? Stopwatch.GetTimestamp() : begun;
            Measure(built, corpus, round, times, floor);
        }

        var bytes = built.Sum(static index => index.Bytes) / 1e9;
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            var (mostly, worst) = (LoadMath.Quantile([.. times[kind]], 0.5), LoadMath.Quantile([.. times[kind]], 0.99));
            var share = kind == 0 ? (LoadMath.Quantile([.. floor], 0.5) / mostly).ToString("F2", CultureInfo.InvariantCulture) : "";
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Kinds[kind].Name} | {mostly:F2} | {worst:F2} | {share} | {bytes:F2} | {perSecond:F0} |"));
        }

        built.ForEach(static index => index.Dispose());
    }

    private static void Measure(List<StoreIndex> indexes, SearchCorpus corpus, int round, List<List<double>> times, List<double> floor)
    {
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            var next = ((round + WarmUp) * Kinds.Length) + kind;
            var read = Stopwatch.GetTimestamp();
            MemoryFloor.Read(indexes[(next + (indexes.Count / 2)) % indexes.Count]);
            var reading = Stopwatch.GetElapsedTime(read).TotalMilliseconds;
            var question = corpus.Question(Kinds[kind].Mode, Kinds[kind].Admits);
            var searched = Stopwatch.GetTimestamp();
            var hits = indexes[next % indexes.Count].Search(question);
            var searching = Stopwatch.GetElapsedTime(searched).TotalMilliseconds;
            if (hits.Count == 0)
            {
                throw new InvalidOperationException("A search found nothing.");
            }

            if (round >= 0)
            {
                times[kind].Add(searching);
                floor.Add(reading);
            }
        }
    }
}
