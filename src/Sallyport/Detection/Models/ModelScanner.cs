using Sallyport.Text;
using Sallyport.Text.Views;

namespace Sallyport.Detection.Models;

/// <summary>Reads unit by unit; keeps the sums of the last units, and the highest score of each head.</summary>
internal sealed class ModelScanner(ModelDetector detector) : Scanner
{
    private readonly WindowScores _windows = new(detector.Set);
    private readonly Best[] _highest = NoneYet(detector.Heads.Length);
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
            var score = _windows.Score(detector.Heads[i]);
            ref var highest = ref _highest[i];

            // A probability never falls with its score, so most need not be looked up.
            if (score <= highest.Score && highest.Probability < ModelDetector.Notable)
            {
                continue;
            }

            var probability = detector.Set.Probability(score, detector.Heads[i]);
            if (probability >= ModelDetector.Notable || probability > highest.Probability)
            {
                findings.Report(detector.HeadKinds[i], new(start, start + shown.Length), probability);
            }

            highest = new(Math.Max(highest.Score, score), Math.Max(highest.Probability, probability));
        }
    }

    private static Best[] NoneYet(int heads)
    {
        var none = new Best[heads];
        Array.Fill(none, new(float.NegativeInfinity, 0));
        return none;
    }

    /// <summary>What a head gave at most.</summary>
    private readonly record struct Best(float Score, float Probability);
}
