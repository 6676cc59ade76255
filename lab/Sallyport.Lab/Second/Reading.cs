using Sallyport.Detection.Models;
using Sallyport.Text.Views;

namespace Sallyport.Lab.Second;

/// <summary>A unit of a text as the engine's scanner reads it: the head's score, and the stretch that a second stage would read.</summary>
/// <param name="First">The head's score, the highest of its windows that end here.</param>
/// <param name="Start">Where the stretch begins.</param>
/// <param name="OwnStart">Where what is new in it begins: the unit, or the clauses of it that are read.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct Reading(float First, int Start, int OwnStart, int End)
{
    /// <summary>All units of a text, in order.</summary>
    public static List<Reading> Of(HeadSet set, string text)
    {
        var windows = new WindowScores(set, [0]);
        var readings = new List<Reading>();
        for (var at = 0; at < text.Length;)
        {
            var end = at + UnitEdges.Find(text.AsSpan(at), isComplete: true);
            var unit = text.AsSpan(at, end - at);
            if (!unit.Trim().IsEmpty)
            {
                windows.Add(unit, at);
                var span = windows.Reading(0);
                readings.Add(new(windows.Score(0), Math.Max(span.Start, span.End - ModelDetector.LongestReading), Math.Max(span.Start, at), span.End));
            }

            at = end;
        }

        return readings;
    }
}
