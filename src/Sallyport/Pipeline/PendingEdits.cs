using System.Text;
using Sallyport.Masking;
using Sallyport.Policy;

namespace Sallyport.Pipeline;

/// <summary>
/// Turns enforced findings into edits. Findings that overlap form a cluster, which is edited as one:
/// <list type="number">
/// <item>A cluster is final once everything before its end is clear, since no finding that could join it is still to come.</item>
/// <item>It is masked if it holds maskable findings only and no more than <see cref="LongestMask"/> characters; else it is redacted under the kind
/// of the finding that starts first.</item>
/// <item>A cluster that is certainly redacted (it holds an open finding, or has outgrown the longest mask) is edited from its start at once, and its
/// text is swallowed as it comes.</item>
/// <item>A placeholder that nothing else overlaps becomes its value again; one that something overlaps is redacted with it.</item>
/// <item>The first enforced block cuts the channel at its start, and so does the first edit beyond <see cref="MaxEdits"/>.</item>
/// </list>
/// Each rule reads only the set of findings, never the order in which they came, so the edits do not depend on how the text was cut.
/// </summary>
internal sealed class PendingEdits
{
    /// <summary>Longer clusters are redacted: a placeholder stands for a value, not for a passage.</summary>
    public const int LongestMask = 1024;

    /// <summary>The most edits of one text: no honest text needs as many, and each takes memory for as long as the text is kept.</summary>
    public const int MaxEdits = 1 << 18;

    private const int FewConsumed = 256;

    // Sorted; those before _head have become edits. They leave the list many at a time, so that a flood of findings costs no more than its number.
    private readonly List<Member> _members = [];
    private readonly List<Edit> _edits = [];
    private int _head;
    private bool _isSwallowing;

    /// <summary>Edits that are not forgotten yet, in order. The last may still be open.</summary>
    public IReadOnlyList<Edit> Edits => _edits;

    /// <summary>How many edits have begun, those forgotten included.</summary>
    public int Count { get; private set; }

    /// <summary>The first enforced block, once nothing before it can change.</summary>
    public Cut? Cut { get; private set; }

    /// <summary>Edits a whole text of which the findings are known, none of them open and none that blocks.</summary>
    /// <param name="findings">Everything that was found.</param>
    /// <param name="text">The text.</param>
    /// <param name="masks">Where masked values go.</param>
    /// <param name="count">How many edits were made.</param>
    /// <returns>The text as it is to leave; null where that is as it came.</returns>
    public static string? Apply(IReadOnlyList<JudgedFinding> findings, ReadOnlySpan<char> text, MaskTable masks, out int count)
    {
        var edits = EditsOf(findings, text, masks);
        count = edits.Count;
        if (count == 0)
        {
            return null;
        }

        var edited = new StringBuilder(text.Length);
        var at = 0;
        foreach (var edit in edits)
        {
            edited.Append(text[at..edit.Span.Start]).Append(edit.Replacement);
            at = edit.Span.End;
        }

        return edited.Append(text[at..]).ToString();
    }

    /// <summary>The edits of such a text.</summary>
    public static IReadOnlyList<Edit> EditsOf(IReadOnlyList<JudgedFinding> findings, ReadOnlySpan<char> text, MaskTable masks)
    {
        var pending = new PendingEdits();
        foreach (var judged in findings)
        {
            if (judged.Judgement.IsActing)
            {
                pending.Add(judged, isOpen: false, id: -1);
            }
        }

        pending.Settle(text.Length, text, textStart: 0, masks);
        return pending.Edits;
    }

    /// <summary>Adds an enforced finding.</summary>
    /// <param name="judged">The finding.</param>
    /// <param name="isOpen">Whether its end is still to come.</param>
    /// <param name="id">The number under which it can be closed.</param>
    /// <param name="restored">The value that a placeholder stands for; null for everything else.</param>
    public void Add(in JudgedFinding judged, bool isOpen, int id, string? restored = null)
    {
        var member = new Member(judged, judged.Finding.Span.Start, isOpen ? int.MaxValue : judged.Finding.Span.End, isOpen, id, restored);
        var at = _members.BinarySearch(_head, _members.Count - _head, member, comparer: null);
        _members.Insert(at < 0 ? ~at : at, member);
    }

    /// <summary>Ends a finding that was open.</summary>
    public void Close(int id, int end)
    {
        var at = _members.FindIndex(_head, member => member.IsOpen && member.Id == id);
        if (at < 0)
        {
            return;
        }

        if (end <= _members[at].Start)
        {
            // What a view opened and closed in its context, before anything that it reads differently: the original has it.
            _members.RemoveAt(at);
        }
        else
        {
            _members[at] = _members[at] with { End = end };
        }
    }

    /// <summary>Settles all that can be settled now that everything before <paramref name="clear"/> is known.</summary>
    /// <returns>The offset before which the text has its final form.</returns>
    public int Settle(int clear, ReadOnlySpan<char> text, int textStart, MaskTable? masks)
    {
        while (_head < _members.Count && _members[_head].Start < clear)
        {
            var cluster = MeasureCluster(clear);
            if (cluster.CutAt is { } cutAt)
            {
                Begin(cluster, default, textStart, masks: null, end: int.MaxValue);
                Cut = new(cutAt.Start, cutAt.Judged.Judgement.Guard!, cutAt.Judged);
                return cutAt.Start;
            }

            var isFinal = cluster.End <= clear;
            if (!isFinal && !cluster.IsCertainlyRedacted(clear))
            {
                return cluster.Start;
            }

            if (Count == MaxEdits && !_isSwallowing)
            {
                var judged = _members[_head].Judged;
                Cut = new(cluster.Start, judged.Judgement.Guard ?? "masks", judged) { Reason = $"A text needs more than {MaxEdits} edits." };
                return cluster.Start;
            }

            if (isFinal)
            {
                Begin(cluster, text, textStart, masks, cluster.End);
                _edits[^1] = _edits[^1] with { Span = new(cluster.Start, cluster.End) };
                _isSwallowing = false;
                Consume(cluster.Count);
                continue;
            }

            Begin(cluster, default, textStart, masks: null, end: int.MaxValue);
            Swallow(cluster.Count, clear);
            return clear;
        }

        return clear;
    }

    /// <summary>Forgets edits that end at or before an offset.</summary>
    public void Forget(int offset)
    {
        _edits.RemoveRange(0, FirstEndingAfter(offset));
    }

    public void Clear()
    {
        _members.Clear();
        _head = 0;
        _edits.Clear();
        _isSwallowing = false;
        Count = 0;
        Cut = null;
    }

    /// <summary>The first edit, by its place in <see cref="Edits"/>, that ends behind an offset.</summary>
    public int FirstEndingAfter(int offset)
    {
        var low = 0;
        var high = _edits.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_edits[middle].Span.End > offset)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private void Consume(int count)
    {
        _head += count;
        if (_head == _members.Count || (_head >= FewConsumed && _head > _members.Count / 2))
        {
            _members.RemoveRange(0, _head);
            _head = 0;
        }
    }

    // What a redaction that goes on has swallowed needs no members of its own: only how far they reach, and which of them are still open.
    private void Swallow(int count, int clear)
    {
        var kept = -1;
        var to = _head;
        for (var i = _head; i < _head + count; i++)
        {
            var member = _members[i];
            if (member.Start >= clear || member.IsOpen || kept < 0)
            {
                kept = kept < 0 && !member.IsOpen && member.Start < clear ? to : kept;
                _members[to++] = member;
            }
            else
            {
                _members[kept] = _members[kept] with { End = Math.Max(_members[kept].End, member.End) };
            }
        }

        _members.RemoveRange(to, _head + count - to);
    }

    private Cluster MeasureCluster(int clear)
    {
        var end = _members[_head].End;
        var count = 0;
        var isMask = true;
        var hasOpen = false;
        Member? cutAt = null;
        while (_head + count < _members.Count && (count == 0 || _members[_head + count].Start < end))
        {
            var member = _members[_head + count++];
            end = Math.Max(end, member.End);
            isMask &= member.Action == GuardAction.Mask && !member.IsOpen && member.Restored is null;

            // What starts at or after the clear offset might still be preceded by something else.
            hasOpen |= member.IsOpen && member.Start < clear;
            if (member.Action == GuardAction.Block && member.Start < clear)
            {
                cutAt ??= member;
            }
        }

        return new(_members[_head].Start, end, count, isMask, hasOpen, cutAt);
    }

    // The kind that names the edit is the first member's: members are sorted by start, then longest, then kind, and all that start
    // where the cluster starts are known by now.
    private void Begin(in Cluster cluster, ReadOnlySpan<char> text, int textStart, MaskTable? masks, int end)
    {
        if (_isSwallowing)
        {
            return;
        }

        var first = _members[_head].Judged.Finding;
        if (cluster.CutAt is { } cut && cut.Start == cluster.Start)
        {
            return;
        }

        Count++;
        if (cluster.Count == 1 && _members[_head].Restored is { } value)
        {
            _edits.Add(new(new(cluster.Start, end), value, GuardAction.Mask, first.Kind));
            return;
        }

        if (cluster.IsMask && cluster.End - cluster.Start <= LongestMask && masks is not null)
        {
            var masked = text[(cluster.Start - textStart)..(cluster.End - textStart)];
            if (masks.PlaceholderFor(first.Kind, masked) is { } placeholder)
            {
                _edits.Add(new(new(cluster.Start, end), placeholder, GuardAction.Mask, first.Kind));
                return;
            }
        }

        _edits.Add(new(new(cluster.Start, end), Redaction.For(first.Kind), GuardAction.Redact, first.Kind));
        _isSwallowing = end == int.MaxValue;
    }

    private readonly record struct Member(JudgedFinding Judged, int Start, int End, bool IsOpen, int Id, string? Restored) : IComparable<Member>
    {
        public GuardAction Action => Judged.Judgement.Action;

        // An open finding sorts as the longest, before and after its end is known.
        private int SortEnd => IsOpen ? int.MaxValue : End;

        public int CompareTo(Member other)
        {
            var order = Start.CompareTo(other.Start);
            order = order != 0 ? order : other.SortEnd.CompareTo(SortEnd);
            order = order != 0 ? order : string.CompareOrdinal(Judged.Finding.Kind.Name, other.Judged.Finding.Kind.Name);
            order = order != 0 ? order : other.Action.CompareTo(Action);
            return order != 0 ? order : string.CompareOrdinal(Judged.Finding.Detector, other.Judged.Finding.Detector);
        }
    }

    private readonly record struct Cluster(int Start, int End, int Count, bool IsMask, bool HasOpen, Member? CutAt)
    {
        public bool IsCertainlyRedacted(int clear) => HasOpen || clear - Start > LongestMask;
    }
}
