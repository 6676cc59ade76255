namespace Sallyport.Detection.Models;

/// <summary>Turns a head's score into a probability.</summary>
internal sealed class Calibration
{
    private readonly float[] _scores;
    private readonly float[] _probabilities;

    public Calibration(IReadOnlyList<CalibrationPoint> points)
    {
        _scores = [.. points.Select(point => point.Score)];
        _probabilities = [.. points.Select(point => point.Probability)];
    }

    /// <summary>The probability of a score; beyond the outer points, theirs.</summary>
    public float Of(float score)
    {
        var at = Array.BinarySearch(_scores, score);
        if (at >= 0)
        {
            return _probabilities[at];
        }

        at = ~at;
        if (at == 0 || at == _scores.Length)
        {
            return _probabilities[Math.Min(at, _scores.Length - 1)];
        }

        var share = (score - _scores[at - 1]) / (_scores[at] - _scores[at - 1]);
        return _probabilities[at - 1] + (share * (_probabilities[at] - _probabilities[at - 1]));
    }
}
