namespace Sallyport.Detection.Models;

/// <summary>
/// The windows that end with the last unit: the unit alone, with the units before it up to <see cref="Passage"/> characters, and up to <see cref="Page"/>.
/// A window's sums are kept by adding what comes and taking off what leaves, so that the work for a unit doesn't grow with the windows.
/// </summary>
internal sealed class WindowScores(HeadSet set)
{
    /// <summary>About a paragraph: an instruction with its setting.</summary>
    public const int Passage = 320;

    /// <summary>About half a page: a role that is laid out at length.</summary>
    public const int Page = 1_200;

    private readonly Queue<Unit> _passageUnits = new();
    private readonly Queue<Unit> _pageUnits = new();
    private FeatureSums _unit;
    private FeatureSums _passage;
    private FeatureSums _page;
    private int _passageLength;
    private int _pageLength;

    /// <summary>Moves on by a unit.</summary>
    public void Add(ReadOnlySpan<char> unit)
    {
        _unit = set.Sum(unit);
        var added = new Unit(_unit, unit.Length);
        Slide(_passageUnits, added, Passage, ref _passage, ref _passageLength);
        Slide(_pageUnits, added, Page, ref _page, ref _pageLength);
    }

    /// <summary>The highest score of a head over the windows.</summary>
    public float Score(int head) =>
        Math.Max(set.Score(_unit, head), Math.Max(set.Score(_passage, head), set.Score(_page, head)));

    /// <summary>Adds a unit to a window and takes off units from its start until it fits, the last one always staying.</summary>
    private static void Slide(Queue<Unit> units, in Unit added, int most, ref FeatureSums sums, ref int length)
    {
        units.Enqueue(added);
        sums += added.Sums;
        length += added.Length;
        while (length > most && units.Count > 1)
        {
            var left = units.Dequeue();
            sums -= left.Sums;
            length -= left.Length;
        }
    }

    private readonly record struct Unit(FeatureSums Sums, int Length);
}
