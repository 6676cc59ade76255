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

    /// <summary>The buckets of each unit's features, and after all units those of clauses that are read by themselves.</summary>
    public int[][] Units { get; }

    /// <summary>The windows: each unit alone and, where they differ, with those before it, as <see cref="WindowScores"/> has them.</summary>
    public (int First, int Last)[] Windows { get; }

    /// <summary>Which windows hold some of the text's sign; empty where it isn't known.</summary>
    public bool[] Signs { get; }

    /// <summary>Reads a text with the engine's own units, clauses and features.</summary>
    /// <param name="text">The text.</param>
    /// <param name="readsClauses">Whether clauses are windows too.</param>
    /// <param name="sign">Where its sign stands, if that is known.</param>
    public static FeaturedText Of(string text, bool readsClauses, (int Start, int Length)? sign = null)
    {
        var (units, lengths, signed) = (new List<int[]>(), new List<int>(), new List<bool>());
        var longUnits = new List<(int Start, int Length)>();
        for (var at = 0; at < text.Length;)
        {
            var length = UnitEdges.Find(text.AsSpan(at), isComplete: true);
            var unit = text.AsSpan(at, length);
            if (!unit.Trim().IsEmpty)
            {
                Add(at, length);
                if (readsClauses && length >= ClauseEdges.MinUnit)
                {
                    longUnits.Add((at, length));
                }
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

        foreach (var (start, length) in longUnits)
        {
            var first = units.Count;
            for (var at = start; at < start + length && ClauseEdges.Find(text.AsSpan(at, start + length - at)) is var clause && clause < length; at += clause)
            {
                Add(at, clause);
                var last = units.Count - 1;
                windows.Add((last, last));
                if (Math.Max(first, FirstWithin(lengths, last, WindowScores.Stretch)) is var stretch && stretch < last)
                {
                    windows.Add((stretch, last));
                }
            }
        }

        return new([.. units], [.. windows], sign is null ? [] : [.. windows.Select(w => signed[w.Item1..(w.Item2 + 1)].Contains(true))]);

        void Add(int start, int length)
        {
            var sink = new ListSink([]);
            TextFeatures.Read(text.AsSpan(start, length), ref sink);
            units.Add([.. sink.Buckets]);
            lengths.Add(length);
            signed.Add(sign is { } s && start < s.Start + s.Length && start + length > s.Start);
        }
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
