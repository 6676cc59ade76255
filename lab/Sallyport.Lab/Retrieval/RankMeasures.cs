namespace Sallyport.Lab.Retrieval;

/// <summary>How good a ranking is, in the mean over questions.</summary>
/// <param name="Ndcg">nDCG at 10 (Järvelin and Kekäläinen 2002): gains discounted by the logarithm of the rank, over the best that was possible.</param>
/// <param name="Recall">The share of the answers that stand among the first 10.</param>
/// <param name="ReciprocalRank">1 over the first answer's rank; 0 beyond <see cref="Depth"/>.</param>
internal readonly record struct RankMeasures(double Ndcg, double Recall, double ReciprocalRank)
{
    /// <summary>How far down a ranking is read.</summary>
    public const int Depth = 100;

    private const int Cut = 10;

    /// <summary>Judges one ranking.</summary>
    /// <param name="ranked">Documents, the best first, each once.</param>
    /// <param name="answers">The gain of each document that answers; at least one.</param>
    public static RankMeasures Of(IReadOnlyList<string> ranked, IReadOnlyDictionary<string, double> answers)
    {
        var (gain, found, first) = (0.0, 0, 0);
        for (var i = 0; i < ranked.Count && i < Depth; i++)
        {
            if (!answers.TryGetValue(ranked[i], out var value) || value <= 0)
            {
                continue;
            }

            first = first == 0 ? i + 1 : first;
            if (i < Cut)
            {
                gain += value / Math.Log2(i + 2);
                found++;
            }
        }

        var ideal = answers.Values.OrderDescending().Take(Cut).Select(static (value, i) => value / Math.Log2(i + 2)).Sum();
        return new(gain / ideal, (double)found / answers.Values.Count(static value => value > 0), first == 0 ? 0 : 1.0 / first);
    }

    /// <summary>The mean over questions.</summary>
    public static RankMeasures Mean(IReadOnlyCollection<RankMeasures> all) =>
        new(all.Average(static one => one.Ndcg), all.Average(static one => one.Recall), all.Average(static one => one.ReciprocalRank));
}
