using Sallyport.Text;

namespace Sallyport.Detection.Models;

/// <summary>
/// The windows that end with the last unit: the unit alone, with the units before it up to <see cref="Passage"/> characters, and up to <see cref="Page"/>; and, for heads that read clauses, each
/// clause of a long unit, alone and with those before it up to <see cref="Stretch"/>.
/// A window's sums are kept by adding what comes and taking off what leaves, so that the work for a unit doesn't grow with the windows.
/// </summary>
/// <param name="set">All heads.</param>
/// <param name="heads">The places of those that are asked for.</param>
internal sealed class WindowScores(HeadSet set, IReadOnlyList<int> heads)
{
    /// <summary>About a sentence: an order whose parts are clauses.</summary>
    public const int Stretch = 160;

    /// <summary>About a paragraph: an instruction with its setting.</summary>
    public const int Passage = 320;

    /// <summary>About half a page: a role that is laid out at length.</summary>
    public const int Page = 1_200;

    private const int FirstUnits = 4;

    private readonly int[] _clauseHeads = [.. heads.Where(head => set.Heads[head].ReadsClauses)];
    private readonly Best[] _clauses = [.. set.Heads.Select(static _ => Best.None)];

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
        if (_clauseHeads.Length > 0)
        {
            AddClauses(unit, start);
        }
    }

    /// <summary>The highest score of a head over the windows.</summary>
    public float Score(int head) =>
        Math.Max(Math.Max(set.Score(_unit, head), _clauses[head].Score), Math.Max(set.Score(_passage, head), set.Score(_page, head)));

    /// <summary>What a head's second stage reads: of the last unit, a clause stretch of it and the passage what scores highest.</summary>
    public TextSpan Reading(int head)
    {
        ref var unit = ref At(_end - 1);
        var (alone, passage, clause) = (set.Score(_unit, head), set.Score(_passage, head), _clauses[head]);
        return clause.Score > Math.Max(alone, passage) ? clause.Span : new(passage > alone ? At(_passageStart).Start : unit.Start, unit.Start + unit.Length);
    }

    /// <summary>Why a head scores the last unit as it does: the window that scored highest, and the weightiest of the unit's words in it.</summary>
    /// <param name="head">The head.</param>
    /// <param name="unit">The last unit.</param>
    public FindingReason Reason(int head, ReadOnlySpan<char> unit)
    {
        var (alone, passage, page, clause) = (set.Score(_unit, head), set.Score(_passage, head), set.Score(_page, head), _clauses[head]);
        var highest = Math.Max(Math.Max(alone, clause.Score), Math.Max(passage, page));
        TextSpan[] whole = [new(0, unit.Length)];
        var (window, before, pieces) =
            highest == alone ? (ModelWindow.Sentence, default, whole)
            : highest == clause.Score ? (ModelWindow.Clause, default, ClausesIn(unit, clause.Span))
            : highest == passage ? (ModelWindow.Passage, _passage - _unit, whole)
            : (ModelWindow.Page, _page - _unit, whole);
        var (words, shareBefore) = WeightyWords.Of(set, head, before, unit, pieces);
        return new FindingReason { Window = window, Words = words, Before = shareBefore }.Moved(At(_end - 1).Start);
    }

    private TextSpan[] ClausesIn(ReadOnlySpan<char> unit, TextSpan stretch)
    {
        var clauses = new List<TextSpan>();
        var start = At(_end - 1).Start;
        for (var at = 0; start + at < stretch.End;)
        {
            var end = at + ClauseEdges.Find(unit[at..]);
            if (start + at >= stretch.Start)
            {
                clauses.Add(new(at, end));
            }

            at = end;
        }

        return [.. clauses];
    }

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

    private void AddClauses(ReadOnlySpan<char> unit, int start)
    {
        Array.Fill(_clauses, Best.None);
        if (unit.Length < ClauseEdges.MinUnit)
        {
            return;
        }

        Span<Unit> clauses = stackalloc Unit[ClauseEdges.MostClauses];
        var (count, first, length) = (0, 0, 0);
        var stretch = default(FeatureSums);
        for (var at = 0; at < unit.Length;)
        {
            var clause = ClauseEdges.Find(unit[at..]);
            if (clause == unit.Length)
            {
                return;
            }

            var sums = set.Sum(unit.Slice(at, clause));
            clauses[count++] = new(sums, clause, at);
            stretch += sums;
            length += clause;
            for (; length > Stretch && first < count - 1; first++)
            {
                stretch -= clauses[first].Sums;
                length -= clauses[first].Length;
            }

            var end = start + at + clause;
            foreach (var head in _clauseHeads)
            {
                ref var best = ref _clauses[head];
                best = Best.Of(best, new(set.Score(sums, head), new(start + at, end)));
                best = Best.Of(best, new(set.Score(stretch, head), new(start + clauses[first].Start, end)));
            }

            at += clause;
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

    /// <summary>The stretch of clauses that scores highest for a head.</summary>
    private readonly record struct Best(float Score, TextSpan Span)
    {
        public static Best None => new(float.NegativeInfinity, default);

        public static Best Of(in Best one, in Best other) => other.Score > one.Score ? other : one;
    }
}
