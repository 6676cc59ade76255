using System.Globalization;
using Sallyport.Detection.Names;
using Sallyport.Text;

namespace Sallyport.Lab.Names;

/// <summary>Counts of right and wrong by kind: strict (same place) and overlapping (some of it).</summary>
internal sealed class NameScores
{
    private readonly int[] _marked = new int[NameLabel.Kinds];
    private readonly int[] _found = new int[NameLabel.Kinds];
    private readonly int[] _same = new int[NameLabel.Kinds];
    private readonly int[] _rightFound = new int[NameLabel.Kinds];
    private readonly int[] _hitMarked = new int[NameLabel.Kinds];

    /// <summary>Adds a text. Kinds that its source doesn't mark are left out.</summary>
    public void Add(IReadOnlyList<(int Kind, TextSpan Span)> marked, IReadOnlyList<(int Kind, TextSpan Span)> found)
    {
        foreach (var (kind, span) in marked)
        {
            _marked[kind]++;
            _same[kind] += found.Contains((kind, span)) ? 1 : 0;
            _hitMarked[kind] += found.Any(other => other.Kind == kind && Overlap(other.Span, span)) ? 1 : 0;
        }

        foreach (var (kind, span) in found)
        {
            _found[kind]++;
            _rightFound[kind] += marked.Any(other => other.Kind == kind && Overlap(other.Span, span)) ? 1 : 0;
        }
    }

    public static bool Overlap(TextSpan one, TextSpan other) => one.Start < other.End && other.Start < one.End;

    /// <summary>Overlapping F1 over all kinds.</summary>
    public double OverlapF1 => F1(_rightFound.Sum(), _found.Sum(), _hitMarked.Sum(), _marked.Sum());

    /// <summary>Overlapping F1 of a kind.</summary>
    public double OverlapF1Of(int kind) => F1(_rightFound[kind], _found[kind], _hitMarked[kind], _marked[kind]);

    /// <summary>A line for each kind that is marked.</summary>
    public IEnumerable<string> Lines(string name)
    {
        for (var kind = 0; kind < NameLabel.Kinds; kind++)
        {
            if (_marked[kind] > 0)
            {
                yield return Line(name, NameKinds.All[kind].Name, _marked[kind], _found[kind], _same[kind], _rightFound[kind], _hitMarked[kind]);
            }
        }

        yield return Line(name, "all", _marked.Sum(), _found.Sum(), _same.Sum(), _rightFound.Sum(), _hitMarked.Sum());
    }

    private static string Line(string name, string kind, int marked, int found, int same, int right, int hit) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {kind} | {marked} | {F1(same, found, same, marked):0.000} | {Share(right, found):0.000} | {Share(hit, marked):0.000} | {F1(right, found, hit, marked):0.000} |");

    private static double F1(int right, int found, int hit, int marked)
    {
        double precision = Share(right, found), recall = Share(hit, marked);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
