using Sallyport.Detection.Models;

namespace Sallyport.Lab.Measures;

/// <summary>
/// Fits probability = 1 / (1 + exp(-(slope × score + offset))) by Newton's method, each source counting alike within its label and all positive texts
/// together as much as the prior says. Strictly rising, so that no two scores become one.
/// </summary>
internal static class PriorCalibration
{
    private const int Points = 97;

    /// <summary>The fitted line's points.</summary>
    public static IReadOnlyList<CalibrationPoint> Fit(IReadOnlyList<Judged> judged, double prior)
    {
        var weighted = Weigh(judged, prior);
        var (slope, offset) = (1.0, Math.Log(prior));
        for (var i = 0; i < 50; i++)
        {
            // Gradient and curvature of the log-loss.
            double gs = 0, go = 0, ss = 1e-9, so = 0, oo = 1e-9;
            foreach (var (score, isPositive, weight) in weighted)
            {
                var p = Logistic((slope * score) + offset);
                var error = (p - (isPositive ? 1 : 0)) * weight;
                var curve = Math.Max(p * (1 - p), 1e-12) * weight;
                gs += error * score;
                go += error;
                ss += curve * score * score;
                so += curve * score;
                oo += curve;
            }

            var determinant = (ss * oo) - (so * so);
            slope -= Math.Clamp(((oo * gs) - (so * go)) / determinant, -1, 1);
            offset -= Math.Clamp(((ss * go) - (so * gs)) / determinant, -1, 1);
        }

        var (least, most) = (judged.Min(j => j.Score) - 1, judged.Max(j => j.Score) + 1);
        return
        [
            .. Enumerable.Range(0, Points).Select(i =>
            {
                var score = least + ((most - least) * i / (Points - 1));
                return new CalibrationPoint(score, (float)Logistic((slope * score) + offset));
            }),
        ];
    }

    /// <summary>The mean distance, over ten equal ranges of probability weighted by what falls into them, between what is told and what is so.</summary>
    public static double Error(IEnumerable<(float Probability, bool IsPositive, double Weight)> told)
    {
        var all = told.ToList();
        var total = all.Sum(t => t.Weight);
        return all.GroupBy(t => Math.Min(9, (int)(t.Probability * 10)))
            .Sum(bin => Math.Abs(bin.Sum(t => t.Weight * (t.Probability - (t.IsPositive ? 1 : 0))))) / total;
    }

    /// <summary>The least score from which on no more than this share of negative texts lies, each source counting alike.</summary>
    public static float ThresholdAt(IReadOnlyList<Judged> judged, double falseAlarms)
    {
        var threshold = float.MaxValue;
        var share = 0.0;
        foreach (var (score, _, weight) in Weigh(judged, prior: 0.5).Where(w => !w.IsPositive).OrderByDescending(w => w.Score))
        {
            share += weight / 0.5;
            if (share > falseAlarms)
            {
                break;
            }

            threshold = score;
        }

        return threshold;
    }

    /// <summary>Each source alike within its label, positive texts together as much as the prior says.</summary>
    public static IReadOnlyList<(float Score, bool IsPositive, double Weight)> Weigh(IReadOnlyList<Judged> judged, double prior)
    {
        var counts = judged.GroupBy(j => (j.Example.Source, j.Example.IsPositive)).ToDictionary(g => g.Key, g => g.Count());
        var sources = counts.Keys.GroupBy(k => k.IsPositive).ToDictionary(g => g.Key, g => g.Count());
        return
        [
            .. judged.Select(j =>
            {
                var share = j.Example.IsPositive ? prior : 1 - prior;
                return (j.Score, j.Example.IsPositive, share / sources[j.Example.IsPositive] / counts[(j.Example.Source, j.Example.IsPositive)]);
            }),
        ];
    }

    private static double Logistic(double z) => 1 / (1 + Math.Exp(-z));
}
