namespace Sallyport.Lab.Measures;

/// <summary>How well scores part positive texts from negative ones.</summary>
internal sealed class Ranking
{
    private readonly float[] _positives;
    private readonly float[] _negatives;

    public Ranking(IEnumerable<float> positives, IEnumerable<float> negatives)
    {
        _positives = [.. positives.Order()];
        _negatives = [.. negatives.Order()];
    }

    /// <summary>The chance that a positive text scores higher than a negative one; ties count half.</summary>
    public double Auroc
    {
        get
        {
            var wins = 0.0;
            foreach (var positive in _positives)
            {
                var below = LowerBound(_negatives, positive);
                var notAbove = UpperBound(_negatives, positive);
                wins += below + ((notAbove - below) / 2.0);
            }

            return wins / ((double)_positives.Length * _negatives.Length);
        }
    }

    /// <summary>The least score at which no more than this share of negative texts scores as high.</summary>
    public float ThresholdAt(double falseAlarms)
    {
        var allowed = (int)(_negatives.Length * falseAlarms);
        return MathF.BitIncrement(_negatives[^(allowed + 1)]);
    }

    /// <summary>The share of positive texts from a score on.</summary>
    public double RecallFrom(float threshold) => Share(_positives, threshold);

    /// <summary>The share of negative texts from a score on.</summary>
    public double FalseAlarmsFrom(float threshold) => Share(_negatives, threshold);

    private static double Share(float[] sorted, float threshold) =>
        sorted.Length == 0 ? double.NaN : (sorted.Length - LowerBound(sorted, threshold)) / (double)sorted.Length;

    private static int LowerBound(float[] sorted, float value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static int UpperBound(float[] sorted, float value) => LowerBound(sorted, MathF.BitIncrement(value));
}
