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

    private const int FirstUnits = 4;

    // The units of the page, in a ring whose size is a power of two; those of the passage are its last.
    private Unit[] _units = new Unit[FirstUnits];
    private int _end;
    private int _passageStart;
    private int _pageStart;
    private FeatureSums _unit;
    private FeatureSums _passage;
    private FeatureSums _page;
    private int _passageLength;
    private int _pageLength;

    /// <summary>Moves on by a unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="start">Where it begins in the text.</param>
    public void Add(ReadOnlySpan<char> unit, int start)
    {
        if (_end - _pageStart == _units.Length)
        {
            Grow();
        }

        _unit = set.Sum(unit);
        At(_end++) = new(_unit, unit.Length, start);
        Slide(ref _passageStart, Passage, ref _passage, ref _passageLength);
        Slide(ref _pageStart, Page, ref _page, ref _pageLength);
    }

    /// <summary>The highest score of a head over the windows.</summary>
    public float Score(int head) =>
        Math.Max(set.Score(_unit, head), Math.Max(set.Score(_passage, head), set.Score(_page, head)));

    /// <summary>Where in the text the window begins that a head's second stage reads: the last unit or, where that scores higher, the passage.</summary>
    public int ReadingStart(int head) => At(set.Score(_passage, head) > set.Score(_unit, head) ? _passageStart : _end - 1).Start;

    /// <summary>Adds the last unit to a window and takes off units from its start until it fits, the last one always staying.</summary>
    private void Slide(ref int start, int most, ref FeatureSums sums, ref int length)
    {
        ref var added = ref At(_end - 1);
        sums += added.Sums;
        length += added.Length;
        for (; length > most && start < _end - 1; start++)
        {
            ref var left = ref At(start);
            sums -= left.Sums;
            length -= left.Length;
        }
    }

    private ref Unit At(int unit) => ref _units[unit & (_units.Length - 1)];

    private void Grow()
    {
        var larger = new Unit[_units.Length * 2];
        for (var unit = _pageStart; unit < _end; unit++)
        {
            larger[unit & (larger.Length - 1)] = At(unit);
        }

        _units = larger;
    }

    private readonly record struct Unit(FeatureSums Sums, int Length, int Start);
}
