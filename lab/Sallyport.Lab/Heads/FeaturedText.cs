using Sallyport.Detection.Models;
using Sallyport.Text.Views;

namespace Sallyport.Lab.Heads;

/// <summary>A text as the engine reads it: the features of each unit, and the windows that are scored.</summary>
internal sealed class FeaturedText
{
    private FeaturedText(int[][] units, (int First, int Last)[] windows, bool[] signs)
    {
        Units = units;
        Windows = windows;
        Signs = signs;
    }

    /// <summary>The buckets of each unit's features.</summary>
    public int[][] Units { get; }

    /// <summary>The windows: each unit alone and, where they differ, with those before it, as <see cref="WindowScores"/> has them.</summary>
    public (int First, int Last)[] Windows { get; }

    /// <summary>Which windows hold some of the text's sign; empty where it isn't known.</summary>
    public bool[] Signs { get; }

    /// <summary>Reads a text with the engine's own units and features.</summary>
    /// <param name="text">The text.</param>
    /// <param name="sign">Where its sign stands, if that is known.</param>
    public static FeaturedText Of(string text, (int Start, int Length)? sign = null)
    {
        var units = new List<int[]>();
        var lengths = new List<int>();
        var signed = new List<bool>();
        for (var at = 0; at < text.Length;)
        {
            var length = UnitEdges.Find(text.AsSpan(at), isComplete: true);
            var unit = text.AsSpan(at, length);
            if (!unit.Trim().IsEmpty)
            {
                var sink = new ListSink([]);
                TextFeatures.Read(unit, ref sink);
                units.Add([.. sink.Buckets]);
                lengths.Add(length);
                signed.Add(sign is { } s && at < s.Start + s.Length && at + length > s.Start);
            }

            at += length;
        }

        var windows = new List<(int, int)>();
        for (var last = 0; last < units.Count; last++)
        {
            var passage = FirstWithin(lengths, last, WindowScores.Passage);
            var page = FirstWithin(lengths, last, WindowScores.Page);
            windows.Add((last, last));
            if (passage < last)
            {
                windows.Add((passage, last));
            }

            if (page < passage)
            {
                windows.Add((page, last));
            }
        }

        return new([.. units], [.. windows], sign is null ? [] : [.. windows.Select(w => signed[w.Item1..(w.Item2 + 1)].Contains(true))]);
    }

    private static int FirstWithin(List<int> lengths, int last, int most)
    {
        var first = last;
        for (var length = lengths[last]; first > 0 && (length += lengths[first - 1]) <= most;)
        {
            first--;
        }

        return first;
    }

    private readonly struct ListSink(List<int> buckets) : IFeatureSink
    {
        public List<int> Buckets => buckets;

        public void Add(ReadOnlySpan<int> added) => buckets.AddRange(added);
    }
}
