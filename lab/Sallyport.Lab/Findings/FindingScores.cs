using System.Globalization;
using Sallyport.Text;

namespace Sallyport.Lab.Findings;

/// <summary>Counts what was found rightly and wrongly by kind: strict (the same place) and overlapping (some of it).</summary>
internal sealed class FindingScores
{
    private readonly SortedDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>Adds a text.</summary>
    public void Add(IReadOnlyList<(string Kind, TextSpan Span)> marked, IReadOnlyList<(string Kind, TextSpan Span)> found)
    {
        foreach (var (kind, span) in marked)
        {
            var count = Of(kind);
            count.Marked++;
            count.Same += found.Contains((kind, span)) ? 1 : 0;
            count.Hit += found.Any(other => other.Kind == kind && Overlap(other.Span, span)) ? 1 : 0;
        }

        foreach (var (kind, span) in found)
        {
            var count = Of(kind);
            count.Found++;
            count.Right += marked.Any(other => other.Kind == kind && Overlap(other.Span, span)) ? 1 : 0;
        }
    }

    /// <summary>Whether two stretches share a character.</summary>
    public static bool Overlap(TextSpan one, TextSpan other) => one.Start < other.End && other.Start < one.End;

    /// <summary>A row of the table for each kind, and one for all of them together.</summary>
    public IEnumerable<string> Rows()
    {
        foreach (var (kind, count) in _counts)
        {
            yield return Row(kind, count);
        }

        yield return Row("all", Sum(_counts.Values));
    }

    /// <summary>A row over the kinds that a condition picks.</summary>
    public string Row(string name, Func<string, bool> picks) => Row(name, Sum(_counts.Where(pair => picks(pair.Key)).Select(static pair => pair.Value)));

    private Count Of(string kind)
    {
        if (!_counts.TryGetValue(kind, out var count))
        {
            _counts.Add(kind, count = new());
        }

        return count;
    }

    private static Count Sum(IEnumerable<Count> counts)
    {
        var sum = new Count();
        foreach (var count in counts)
        {
            sum.Marked += count.Marked;
            sum.Found += count.Found;
            sum.Same += count.Same;
            sum.Right += count.Right;
            sum.Hit += count.Hit;
        }

        return sum;
    }

    private static string Row(string name, Count count) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {count.Marked} | {count.Found} | {F1(Share(count.Same, count.Found), Share(count.Same, count.Marked)):0.000} | {Share(count.Right, count.Found):0.000} | {Share(count.Hit, count.Marked):0.000} | {F1(Share(count.Right, count.Found), Share(count.Hit, count.Marked)):0.000} |");

    private static double F1(double precision, double recall) => precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private sealed class Count
    {
        public int Marked { get; set; }

        public int Found { get; set; }

        public int Same { get; set; }

        public int Right { get; set; }

        public int Hit { get; set; }
    }
}
