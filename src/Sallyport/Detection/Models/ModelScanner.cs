using System.Buffers;
using Sallyport.Text;
using Sallyport.Text.Views;

namespace Sallyport.Detection.Models;

/// <summary>Reads unit by unit; keeps the sums of the last units, and the highest score of each head.</summary>
internal sealed class ModelScanner(ModelDetector detector) : Scanner
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private readonly WindowScores _windows = new(detector.Set, detector.Heads);
    private readonly Best[] _highest = NoneYet(detector.Heads.Length);
    private float[]? _vector;
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

            Read(window, length, findings);
            _next += length;
        }

        return _next;
    }

    private void Read(in TextWindow window, int length, FindingSink findings)
    {
        var unit = window.From(_next)[..length];
        var shown = unit.Trim();
        if (shown.IsEmpty)
        {
            return;
        }

        _windows.Add(unit, _next);
        var start = _next + unit.Length - unit.TrimStart().Length;
        var isName = IsNameOfAProgram(shown);
        for (var i = 0; i < detector.Heads.Length; i++)
        {
            if (isName && !detector.JudgesNames[i])
            {
                continue;
            }

            var score = ReadTwice(window, detector.Heads[i], _windows.Score(detector.Heads[i]), findings, out var isReadTwice);
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
                if (findings.TakeReason())
                {
                    findings.Explain(_windows.Reason(detector.Heads[i], unit) with { IsReadTwice = isReadTwice });
                }
            }

            highest = new(Math.Max(highest.Score, score), Math.Max(highest.Probability, probability));
        }
    }

    // The second stage reads the window that scored highest, a page aside, and puts its score on the head's scale.
    private float ReadTwice(in TextWindow window, int head, float first, FindingSink findings, out bool isReadTwice)
    {
        isReadTwice = false;
        if (detector.Second is not { } second || second.Of(head) is not { } model || first < model.Description.From || !findings.TakeSecondReading())
        {
            return first;
        }

        _vector ??= new float[second.Encoder.Dimensions];
        var reading = _windows.Reading(head);
        var start = Math.Max(reading.Start, reading.End - ModelDetector.LongestReading);
        var text = window.From(start)[..(reading.End - start)].Trim();
        isReadTwice = second.Encoder.TryEncode(text, _vector);
        return isReadTwice ? model.Score(first, _vector) : first;
    }

    // Of a tool or a column: one word of ASCII letters, digits and underscores.
    private static bool IsNameOfAProgram(ReadOnlySpan<char> shown) => shown.Contains('_') && !shown.ContainsAnyExcept(NameCharacters);

    private static Best[] NoneYet(int heads)
    {
        var none = new Best[heads];
        Array.Fill(none, new(float.NegativeInfinity, 0));
        return none;
    }

    /// <summary>What a head gave at most.</summary>
    private readonly record struct Best(float Score, float Probability);
}
