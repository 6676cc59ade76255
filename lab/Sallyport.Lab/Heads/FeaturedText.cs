using Sallyport.Detection.Models;
using Sallyport.Text.Views;

namespace Sallyport.Lab.Heads;

/// <summary>A text as the engine reads it: the features of each unit, and the windows that are scored.</summary>
internal sealed class FeaturedText
{
    private FeaturedText(int[][] units, (int First, int Last)[] windows)
    {
        Units = units;
        Windows = windows;
    }

    /// <summary>The buckets of each unit's features.</summary>
    public int[][] Units { get; }

    /// <summary>The windows: each unit alone and, where they differ, with those before it, as <see cref="WindowScores"/> has them.</summary>
    public (int First, int Last)[] Windows { get; }

    /// <summary>Reads a text with the engine's own units and features.</summary>
    public static FeaturedText Of(string text)
    {
        var units = new List<int[]>();
        var lengths = new List<int>();
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

        return new([.. units], [.. windows]);
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
