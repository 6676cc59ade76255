using System.Globalization;
using Sallyport.Lab.Retrieval;
using Sallyport.Onnx.Embedders;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Chunking;

namespace Sallyport.Lab.Rotation;

/// <summary>Attacks the rotation of vectors with the embedder that ships, over the retrieval texts, and writes what comes of it.</summary>
internal sealed class RotationCommand(Embedder embedder, TextWriter report)
{
    private const int Unseen = 500;

    private static readonly int[] Pairs = [16, 64, 128, 256, 384, 512, 1024, 2048];
    private static readonly int[] PairsForSigns = [128, 192, 256, 320, 384];
    private static readonly int[] KnownTexts = [2, 4, 8, 16, 64, 256];
    private static readonly ChunkingStrategy Short = ChunkingStrategy.Static(ChunkingStrategy.LeastMaxTokens, 0);

    /// <summary>Runs all attacks.</summary>
    /// <param name="data">Holds the folder <c>retrieval</c>.</param>
    /// <param name="report">Where the tables go.</param>
    public static async Task RunAsync(string data, TextWriter report)
    {
        using var embedder = OnnxEmbedder.OpenShipped();
        var sets = RetrievalSet.Read(Path.Combine(data, "retrieval")).Take(2).ToArray();
        await new RotationCommand(embedder, report).AttackAsync(sets[0], sets[1]);
    }

    private async Task AttackAsync(RetrievalSet set, RetrievalSet others)
    {
        var texts = await EmbeddedTexts.OfAsync(set.Documents, embedder, Short);
        var store = RotatedStore.Of(texts.Vectors, tenant: 1);
        var order = Enumerable.Range(0, store.Plain.Rows).ToList();
        new SeededRandom(1).Shuffle(order);
        report.WriteLine($"Store: {set.Name}, {store.Plain.Rows} chunks of {embedder.Dimensions} dimensions, each told from all others. Unseen: {Unseen} of them.");
        Known(store, order[..^Unseen], order[^Unseen..]);
        Texts(store, order);
        await AlikeAsync(set, texts, others);
        Clusters(store, texts.Documents);
        await AcrossTenantsAsync([set, others]);
    }

    private void Known(RotatedStore store, List<int> known, List<int> unseen)
    {
        Head("known pairs", "method", "unseen: mean cosine", "identified");
        Line("0", "mean of the others", Recovery.Of(Mean(store.Plain.Take(known), unseen.Count), store.Plain, unseen));
        foreach (var count in Pairs.Where(count => count <= known.Count))
        {
            var pairs = known[..count];
            Line(Text(count), "least squares", Judge(store, unseen, KnownPairs.LeastSquares(store.Plain.Take(pairs), store.Rotated.Take(pairs))));
        }

        foreach (var count in PairsForSigns)
        {
            var pairs = known[..count];
            Line(Text(count), "sign vectors", Judge(store, unseen, KnownPairs.Signs(store.Plain.Take(pairs), store.Rotated.Take(pairs))));
        }
    }

    private void Texts(RotatedStore store, List<int> order)
    {
        Head("known texts, pairs unknown", "paired rightly", "wrongly");
        foreach (var count in KnownTexts)
        {
            var known = order[..count];
            var matches = ProductFingerprints.Match(store.Plain.Take(known), store.Rotated);
            Line(Text(count), Share(matches.Where((match, i) => match == known[i]).Count(), count), Share(matches.Where((match, i) => match >= 0 && match != known[i]).Count(), count));
        }
    }

    private async Task AlikeAsync(RetrievalSet set, EmbeddedTexts texts, RetrievalSet others)
    {
        Head("like texts alone", "rows", "method", "mean cosine", "identified");
        var halves = texts.Documents.Select((document, row) => (document, row)).ToLookup(static pair => int.IsEvenInteger(pair.document), pair => texts.Vectors[pair.row]);
        var apart = await EmbeddedTexts.OfAsync(others.Documents, embedder, Short);
        // The first shows that the attack works where it can.
        foreach (var (name, vectors) in new[] { ("the same texts", halves[true].ToArray()), ($"the other half of {set.Name}", [.. halves[false]]), (others.Name, [.. apart.Vectors]) })
        {
            var alike = Matrix.Of(vectors);
            var store = RotatedStore.Of([.. halves[true]], tenant: 2);
            var all = Enumerable.Range(0, store.Plain.Rows).ToList();
            Line(name, Text(vectors.Length), "mean of the texts", Recovery.Of(Mean(alike, all.Count), store.Plain, all));
            Line(name, Text(vectors.Length), "axes and nearest points", Judge(store, all, Alignment.Invert(alike, store.Rotated)));
        }
    }

    private void Clusters(RotatedStore store, IReadOnlyList<int> documents)
    {
        Head("what stays to be seen", "plain", "rotated");
        var (plain, rotated) = (store.Plain.TimesTransposed(store.Plain), store.Rotated.TimesTransposed(store.Rotated));
        var (before, after) = (Neighbours(plain), Neighbours(rotated));
        Line("largest change of a dot product", "", Changes(plain, rotated).ToString("0.0e+0", CultureInfo.InvariantCulture));
        Line("nearest neighbour is the same", "", Share(before.Zip(after).Count(static pair => pair.First == pair.Second), before.Length));
        Line("nearest neighbour is of the same document", Share(before.Where((near, row) => documents[near] == documents[row]).Count(), before.Length), Share(after.Where((near, row) => documents[near] == documents[row]).Count(), after.Length));
    }

    private async Task AcrossTenantsAsync(IEnumerable<RetrievalSet> sets)
    {
        Head("questions by vectors alone, nDCG@10", "own rotation", "none on either side", "another tenant's rotation", "documents in a drawn order");
        foreach (var set in sets)
        {
            var documents = await EmbeddedTexts.OfAsync(set.Documents, embedder, ChunkingStrategy.Auto);
            var questions = new float[set.Questions.Count][];
            for (var i = 0; i < questions.Length; i++)
            {
                questions[i] = new float[embedder.Dimensions];
                await embedder.EmbedQueriesAsync([set.Questions[i].Text], questions[i], default);
            }

            var (own, other, stored) = (RotatedStore.Of(questions, 1), RotatedStore.Of(questions, 2), RotatedStore.Of(documents.Vectors, 1));
            var drawn = new SeededRandom(2);
            Line(
                set.Name,
                Ndcg(set, documents, own.Rotated.TimesTransposed(stored.Rotated)),
                Ndcg(set, documents, own.Plain.TimesTransposed(stored.Plain)),
                Ndcg(set, documents, other.Rotated.TimesTransposed(stored.Rotated)),
                Ndcg(set, documents, Drawn(questions.Length, documents.Vectors.Count, drawn)));
        }
    }

    private static string Ndcg(RetrievalSet set, EmbeddedTexts documents, Matrix scores) =>
        Text(RankMeasures.Mean([.. set.Questions.Select((question, i) =>
        {
            var row = scores[i].ToArray();
            var ranked = Enumerable.Range(0, row.Length).OrderByDescending(place => row[place]).Select(place => set.Documents[documents.Documents[place]].Id).Distinct().Take(RankMeasures.Depth);
            return RankMeasures.Of([.. ranked], set.Answers[question.Id]);
        })]).Ndcg);

    private static Matrix Drawn(int rows, int columns, SeededRandom random)
    {
        var scores = new Matrix(rows, columns);
        for (var row = 0; row < rows; row++)
        {
            foreach (ref var score in scores[row])
            {
                score = random.Next(1 << 30);
            }
        }

        return scores;
    }

    private static Recovery Judge(RotatedStore store, List<int> unseen, Matrix inverse) =>
        Recovery.Of(store.Rotated.Take(unseen).Times(inverse), store.Plain, unseen);

    private static Matrix Mean(Matrix texts, int rows)
    {
        var mean = texts.MeanRow();
        var guesses = new Matrix(rows, mean.Length);
        for (var row = 0; row < rows; row++)
        {
            mean.CopyTo(guesses[row]);
        }

        return guesses;
    }

    private static int[] Neighbours(Matrix products) => [.. Enumerable.Range(0, products.Rows).Select(row =>
    {
        var best = -1;
        for (var i = 0; i < products.Rows; i++)
        {
            best = i != row && (best < 0 || products[row][i] > products[row][best]) ? i : best;
        }

        return best;
    })];

    private static double Changes(Matrix one, Matrix other)
    {
        var largest = 0.0;
        for (var row = 0; row < one.Rows; row++)
        {
            for (var column = 0; column < one.Columns; column++)
            {
                largest = Math.Max(largest, Math.Abs(one[row][column] - other[row][column]));
            }
        }

        return largest;
    }

    private void Head(params string[] names)
    {
        report.WriteLine();
        Line(names);
        Line([.. names.Select(static (_, i) => i == 0 ? "---" : "---:")]);
    }

    private void Line(string first, string second, Recovery recovery) => Line(first, second, Text(recovery.Cosine), Text(recovery.Identified));

    private void Line(string first, string second, string third, Recovery recovery) => Line(first, second, third, Text(recovery.Cosine), Text(recovery.Identified));

    private void Line(params string[] cells)
    {
        report.WriteLine($"| {string.Join(" | ", cells)} |");
        report.Flush();
    }

    private static string Share(int count, int all) => Text((double)count / all);

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
