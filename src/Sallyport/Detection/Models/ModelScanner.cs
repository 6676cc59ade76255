using Sallyport.Text;
using Sallyport.Text.Views;

namespace Sallyport.Detection.Models;

/// <summary>Reads unit by unit; keeps the sums of the last units, and the highest score of each head.</summary>
internal sealed class ModelScanner(ModelDetector detector) : Scanner
{
    private readonly WindowScores _windows = new(detector.Set);
    private readonly float[] _highest = new float[detector.Heads.Length];
    private int _next;

    public override int Advance(in TextWindow window, FindingSink findings)
    {
        while (_next < window.End)
        {
            var rest = window.From(_next);
            var length = UnitEdges.Find(rest, window.IsComplete);
            if (length < 0)
            {
                return _next;
            }

            Read(rest[..length], findings);
            _next += length;
        }

        return _next;
    }

    private void Read(ReadOnlySpan<char> unit, FindingSink findings)
    {
        var shown = unit.Trim();
        if (shown.IsEmpty)
        {
            return;
        }

        _windows.Add(unit);
        var start = _next + unit.Length - unit.TrimStart().Length;
        for (var i = 0; i < detector.Heads.Length; i++)
        {
            var probability = detector.Set.Probability(_windows.Score(detector.Heads[i]), detector.Heads[i]);
            if (probability >= ModelDetector.Notable || probability > _highest[i])
            {
                findings.Report(detector.HeadKinds[i], new(start, start + shown.Length), probability);
            }

            _highest[i] = Math.Max(_highest[i], probability);
        }
    }
}
