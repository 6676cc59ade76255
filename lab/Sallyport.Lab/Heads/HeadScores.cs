using Sallyport.Detection.Models;

namespace Sallyport.Lab.Heads;

/// <summary>A head's scores of texts whose features are at hand: what <see cref="HeadSet"/> computes, without reading the text again.</summary>
internal static class HeadScores
{
    /// <summary>The highest over a text's windows.</summary>
    public static float Highest(HeadModel head, FeaturedText text)
    {
        var sums = new int[text.Units.Length];
        for (var u = 0; u < sums.Length; u++)
        {
            foreach (var bucket in text.Units[u])
            {
                sums[u] += head.Weights[bucket];
            }
        }

        var best = text.Windows.Length == 0 ? head.Description.Bias : float.MinValue;
        foreach (var (first, last) in text.Windows)
        {
            var (sum, count) = (0, 0);
            for (var u = first; u <= last; u++)
            {
                sum += sums[u];
                count += text.Units[u].Length;
            }

            best = Math.Max(best, head.Description.Bias + (head.Description.Scale * sum / HeadModel.Norm(count, head.Description.CountPower)));
        }

        return best;
    }
}
