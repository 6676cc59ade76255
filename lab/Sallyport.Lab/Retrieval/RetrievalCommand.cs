using System.Globalization;
using Sallyport.Onnx.Embedders;
using Sallyport.Onnx.Sessions;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Chunking;

namespace Sallyport.Lab.Retrieval;

/// <summary>Measures search by words, by meaning and by both over public sets, and writes a table.</summary>
internal static class RetrievalCommand
{
    private static readonly SearchMode[] Order = [SearchMode.Bm25, SearchMode.Vector, SearchMode.Hybrid];

    /// <summary>Runs it.</summary>
    /// <param name="data">Holds the folder <c>retrieval</c>.</param>
    /// <param name="embedderFolder">An embedder of one's own; null for the one that ships.</param>
    /// <param name="strategy">How documents are cut.</param>
    /// <param name="readsEverything">Whether the embedder that ships is given text in any language.</param>
    /// <param name="report">Where the table goes.</param>
    public static async Task RunAsync(string data, string? embedderFolder, ChunkingStrategy strategy, bool readsEverything, TextWriter report)
    {
        using var embedder = Open(embedderFolder, readsEverything);
        report.WriteLine($"Embedder {embedder.Name}; chunks of at most {strategy.MaxTokens} tokens, of which neighbours share {strategy.OverlapTokens}.");
        report.WriteLine();
        report.WriteLine("| set | documents | chunks | questions | nDCG@10 bm25 | dense | hybrid | recall@10 bm25 | dense | hybrid | MRR bm25 | dense | hybrid |");
        report.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var set in RetrievalSet.Read(Path.Combine(data, "retrieval")))
        {
            using var trial = await SearchTrial.IndexAsync(set, embedder, strategy);
            var measures = await trial.MeasureAsync(set);
            var cells = Columns.SelectMany(column => Order.Select(mode => column(measures[mode]).ToString("0.000", CultureInfo.InvariantCulture)));
            report.WriteLine($"| {set.Name} | {set.Documents.Count} | {trial.Chunks} | {set.Questions.Count} | {string.Join(" | ", cells)} |");
            report.Flush();
        }
    }

    private static OnnxEmbedder Open(string? folder, bool readsEverything)
    {
        if (folder is not null)
        {
            return OnnxEmbedder.Open(folder);
        }

        var shipped = ShippedModel.Read();
        return readsEverything ? new(new ModelFiles<EmbedderDescription>(shipped.Description with { LeastLikelihood = null }, shipped.Model, shipped.Vocabulary), new()) : OnnxEmbedder.OpenShipped();
    }

    private static IEnumerable<Func<RankMeasures, double>> Columns => [static one => one.Ndcg, static one => one.Recall, static one => one.ReciprocalRank];
}
