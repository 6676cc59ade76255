using System.Runtime.InteropServices;
using Sallyport.Detection;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>What was found in one text: all of it counted, the first few kept whole. Not safe for concurrent use.</summary>
public sealed class FindingTally
{
    private readonly FindingAllowance _allowance;
    private List<JudgedFinding>? _kept;
    private Dictionary<(FindingKind Kind, Judgement Judgement), Alike>? _alike;

    internal FindingTally(FindingAllowance allowance) => _allowance = allowance;

    /// <summary>A text in which nothing was found.</summary>
    public static FindingTally None { get; } = new(new FindingAllowance(0));

    /// <summary>A text of which the findings are known.</summary>
    internal static FindingTally Of(IReadOnlyList<JudgedFinding> findings, FindingAllowance allowance)
    {
        if (findings.Count == 0)
        {
            return None;
        }

        var tally = new FindingTally(allowance);
        foreach (var judged in findings)
        {
            tally.Add(judged);
        }

        return tally;
    }

    /// <summary>How many findings there were.</summary>
    public int Total { get; private set; }

    /// <summary>The findings that are kept whole, in the order found.</summary>
    public IReadOnlyList<JudgedFinding> Kept => _kept ?? (IReadOnlyList<JudgedFinding>)[];

    /// <summary>All findings by kind and judgement, in no order. What exists of these is bounded by the policy.</summary>
    public IEnumerable<(FindingKind Kind, Judgement Judgement, int Count)> Counts =>
        _alike?.Select(static pair => (pair.Key.Kind, pair.Key.Judgement, pair.Value.Count)) ?? [];

    /// <summary>The highest score by kind and judgement, over all findings, in no order.</summary>
    public IEnumerable<(FindingKind Kind, Judgement Judgement, float Score)> HighestScores =>
        _alike?.Select(static pair => (pair.Key.Kind, pair.Key.Judgement, pair.Value.Highest)) ?? [];

    /// <summary>The findings but those that one guard took up.</summary>
    /// <param name="guard">Its name.</param>
    public FindingTally Without(string guard)
    {
        var left = new FindingTally(new FindingAllowance(0));
        foreach (var (key, alike) in _alike ?? [])
        {
            if (key.Judgement.Guard != guard)
            {
                (left._alike ??= []).Add(key, alike);
                left.Total += alike.Count;
            }
        }

        left._kept = left.Total == 0 ? null : _kept?.FindAll(judged => judged.Judgement.Guard != guard);
        return left;
    }

    /// <summary>These findings and others of the same text.</summary>
    public FindingTally With(FindingTally others)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (others.Total == 0 || Total == 0)
        {
            return others.Total == 0 ? this : others;
        }

        var both = new FindingTally(new FindingAllowance(0)) { Total = Total + others.Total, _kept = [.. Kept, .. others.Kept], _alike = new(_alike!) };
        foreach (var (key, alike) in others._alike!)
        {
            var before = both._alike.GetValueOrDefault(key);
            both._alike[key] = new(before.Count + alike.Count, Math.Max(before.Highest, alike.Highest));
        }

        return both;
    }

    /// <summary>What was found in a stretch of a text, as found in that text: its places, and without what was found there already.</summary>
    /// <param name="start">Where the stretch starts.</param>
    /// <param name="known">What was found there already.</param>
    internal FindingTally InText(int start, IReadOnlySet<JudgedFinding> known)
    {
        if (Total == 0)
        {
            return this;
        }

        var others = new FindingTally(new FindingAllowance(0)) { Total = Total, _alike = new(_alike!), _kept = [] };
        foreach (var judged in Kept)
        {
            var span = judged.Finding.Span;
            var moved = judged with { Finding = judged.Finding with { Span = span.Moved(start), Reason = judged.Finding.Reason?.Moved(start) } };
            if (!known.Contains(moved))
            {
                others._kept.Add(moved);
                continue;
            }

            var key = (moved.Finding.Kind, moved.Judgement);
            var alike = others._alike[key];
            others.Total--;
            if (alike.Count == 1)
            {
                others._alike.Remove(key);
            }
            else
            {
                others._alike[key] = alike with { Count = alike.Count - 1 };
            }
        }

        return others;
    }

    /// <summary>Counts a finding.</summary>
    /// <returns>Its place in <see cref="Kept"/>, or -1.</returns>
    internal int Add(in JudgedFinding judged)
    {
        Total++;
        ref var alike = ref CollectionsMarshal.GetValueRefOrAddDefault(_alike ??= [], (judged.Finding.Kind, judged.Judgement), out _);
        alike = new(alike.Count + 1, Math.Max(alike.Highest, judged.Finding.Score));
        if (!_allowance.TryTake())
        {
            return -1;
        }

        var isExplained = judged.Finding.Reason is null || _allowance.TryTakeReason(judged);
        (_kept ??= []).Add(isExplained ? judged : judged with { Finding = judged.Finding with { Reason = null } });
        return _kept.Count - 1;
    }

    /// <summary>Takes a reason for a finding that is kept; false where none is left.</summary>
    internal bool TryTakeReason(int place) => _allowance.TryTakeReason(_kept![place]);

    /// <summary>Tells why a finding that is kept was made.</summary>
    internal void Explain(int place, FindingReason reason) =>
        _kept![place] = _kept[place] with { Finding = _kept[place].Finding with { Reason = reason } };

    /// <summary>Tells where a finding that is kept turned out to stand.</summary>
    internal void Move(int place, TextSpan span) =>
        _kept![place] = _kept[place] with { Finding = _kept[place].Finding with { Span = span } };

    private readonly record struct Alike(int Count, float Highest);
}
