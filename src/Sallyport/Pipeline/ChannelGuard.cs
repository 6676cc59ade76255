using System.Buffers;
using System.Text;
using Sallyport.Detection;
using Sallyport.Masking;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>
/// Guards one text of an exchange while it grows: a causal transducer. However the text is cut into deltas, what leaves is the same, and
/// nothing that is removed has left before. Guarding a whole text is <see cref="Append"/> and <see cref="Complete"/>; there is no second path.
/// <list type="number">
/// <item>Each detector reads what is new in each view it asked for and tells up to where it has decided.</item>
/// <item>The least of these offsets, over the detectors that a guard enforces, is clear: no finding before it is still to come.</item>
/// <item>Findings become edits once everything they could overlap with is clear.</item>
/// </list>
/// Offsets are UTF-16 code units of the text as it came. Not safe for concurrent use; dispose it to return its buffer.
/// </summary>
public sealed class ChannelGuard : IDisposable
{
    // Long texts are read by as much at a time, so that what was found and is not decided yet stays few.
    private const int SliceLength = 16_384;
    private const int FewKnown = 256;

    // A known secret that is longer than that may go on unseen behind it; a private key is known by its mark alone.
    private const int LongestReread = 4096;

    private readonly PendingEdits _pending = new();
    private readonly FindingAllowance _allowance;
    private readonly FindingTally _findings;

    // What was found and may be found again in another view; those that are open, by their numbers.
    private readonly HashSet<JudgedFinding> _known = [];
    private readonly MaskTable? _masks;
    private readonly bool _keepsText;
    private readonly GuardNode _root;
    private Dictionary<int, OpenFinding>? _open;
    private List<string>? _unreachable;
    private char[] _buffer = [];
    private int _start;
    private int _length;
    private int _released;
    private int _nextId;

    // Where the last finding is kept; -1 where it isn't.
    private int _lastKept = -1;
    private Cut? _failure;

    /// <summary>Starts on a new text.</summary>
    /// <param name="plan">What to look for and what to do about it.</param>
    /// <param name="scope">What detectors may know of the tenant and the exchange.</param>
    /// <param name="masks">The values of this exchange that leave, or have left, as placeholders; without it, mask means redact.</param>
    /// <param name="restores">Whether placeholders in this text become values again.</param>
    /// <param name="keepsText">Whether the text stays readable to its beginning, for wires that repeat it; else <see cref="Release"/> lets it go.</param>
    /// <param name="allowance">How many findings the exchange may still keep whole; without it, this text has an allowance of its own.</param>
    public ChannelGuard(
        GuardPlan plan, InspectionScope scope, MaskTable? masks = null, bool restores = false, bool keepsText = false, FindingAllowance? allowance = null)
    {
        Plan = plan;
        _allowance = allowance ?? new FindingAllowance();
        _findings = new(_allowance);
        Scope = scope;
        _masks = masks;
        _keepsText = keepsText;
        foreach (var planned in plan.Detectors)
        {
            Views |= planned.Detector.Views;
        }

        _root = new(this, view: null, start: 0);
        if (restores && masks is { Count: > 0 })
        {
            _root.Add(new(new PlaceholderDetector(masks), IsEnforcing: true));
        }
    }

    /// <summary>Everything before this offset has its final form and may leave, as <see cref="Write"/> tells it. Never falls.</summary>
    public int ClearTo { get; private set; }

    /// <summary>How much has been appended.</summary>
    public int Length => _start + _length;

    /// <summary>Whether <see cref="Complete"/> was called.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Where the channel was cut, once that is certain; from then on nothing more is read.</summary>
    public Cut? Cut => _failure ?? _pending.Cut;

    /// <summary>
    /// What has to be read before what follows, if the text goes on after it was said to be complete: all that is not clear, and what is being removed
    /// and has not ended, from its beginning or, where that is long ago, its opening mark alone.
    /// </summary>
    public ReadOnlySpan<char> Undecided
    {
        get
        {
            if (Cut is not null)
            {
                return [];
            }

            var from = Math.Max(ClearTo, _start);
            var first = from;
            var mark = "";
            foreach (var open in _open?.Values ?? Enumerable.Empty<OpenFinding>())
            {
                if (open.Judged.Judgement is { IsEnforced: true, Action: >= GuardAction.Mask } && open.Judged.Finding.Span.Start < first)
                {
                    first = open.Judged.Finding.Span.Start;
                    mark = open.Mark;
                }
            }

            return first >= _start && Length - first <= LongestReread ? Text(first, Length) : string.Concat(mark, Text(from, Length));
        }
    }

    /// <summary>Edits that <see cref="Release"/> has not let go, in order.</summary>
    public IReadOnlyList<Edit> Edits => _pending.Edits;

    /// <summary>How many edits have been made so far, those included that <see cref="Release"/> let go.</summary>
    public int EditCount => _pending.Count;

    /// <summary>What was found and how it was judged, in the order found; detectors that only observe may be late.</summary>
    public FindingTally Findings => _findings;

    /// <summary>The detectors that failed on this text, by name.</summary>
    public IReadOnlyList<string> Unreachable => _unreachable ?? (IReadOnlyList<string>)[];

    /// <summary>
    /// Whether what was found tells all that came of the text: no detector failed, each finding was kept, and none cut the text or had an end of its own to wait for.
    /// </summary>
    internal bool IsWhole => IsComplete && Cut is null && _unreachable is null && _open is null && _findings.Kept.Count == _findings.Total;

    internal GuardPlan Plan { get; }

    internal bool TakeSecondReading() => _allowance.TryTakeSecondReading();

    internal InspectionScope Scope { get; }

    internal ViewKinds Views { get; }

    /// <summary>Adds text.</summary>
    public void Append(ReadOnlySpan<char> delta)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        if (IsComplete)
        {
            throw new InvalidOperationException("The text is complete.");
        }

        if (delta.IsEmpty || Cut is not null)
        {
            return;
        }

        while (!delta.IsEmpty && Cut is null)
        {
            var slice = delta[..Math.Min(delta.Length, SliceLength)];
            MakeRoom(slice.Length);
            slice.CopyTo(_buffer.AsSpan(_length));
            _length += slice.Length;
            Advance();
            delta = delta[slice.Length..];
        }
    }

    /// <summary>Takes edits that another plan makes in stretches of the text, as findings of it. Only before the first text.</summary>
    internal void Take(IReadOnlyList<JudgedFinding> others)
    {
        foreach (var other in others)
        {
            _pending.Add(other, isOpen: false, id: -1);
        }
    }

    /// <summary>Says that nothing follows: everything becomes clear.</summary>
    public void Complete()
    {
        if (!IsComplete)
        {
            IsComplete = true;
            Advance();
        }
    }

    /// <summary>The whole text as it came. Only where the guard keeps its text; empty otherwise.</summary>
    public string Original => _keepsText ? new(_buffer, 0, _length) : "";

    /// <summary>Whether the whole text as it came is this one. Only where the guard keeps its text.</summary>
    public bool HasText(ReadOnlySpan<char> text) => _start == 0 && _buffer.AsSpan(0, _length).SequenceEqual(text);

    /// <summary>
    /// The text for somebody else to read, up to where it was cut: what is redacted is, and placeholders stand as they came. Only where nothing of the text was let go.
    /// </summary>
    public string ForOthers()
    {
        var text = new StringBuilder(_length);
        var end = Cut?.Offset ?? Length;
        var at = 0;
        foreach (var edit in Edits)
        {
            if (edit.Action == GuardAction.Redact && edit.Span.Start < end)
            {
                text.Append(Text(at, edit.Span.Start)).Append(edit.Replacement);
                at = Math.Min(edit.Span.End, end);
            }
        }

        return text.Append(Text(at, end)).ToString();
    }

    /// <summary>Whether something in [from, to) leaves otherwise than it came.</summary>
    public bool IsEdited(int from, int to)
    {
        if (Cut is { } cut && cut.Offset < to)
        {
            return true;
        }

        var first = _pending.FirstEndingAfter(from);
        return first < Edits.Count && Edits[first].Span.Start < to;
    }

    /// <summary>Writes the final form of [from, to): a replacement stands where its edit starts, and nothing stands behind a cut.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The stretch is not clear yet, or was let go.</exception>
    public void Write(int from, int to, IBufferWriter<char> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, _start);
        if (Cut is { } cut)
        {
            to = Math.Min(to, cut.Offset);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, ClearTo);
        var at = from;
        for (var i = _pending.FirstEndingAfter(from); i < Edits.Count && Edits[i].Span.Start < to; i++)
        {
            var edit = Edits[i];

            if (edit.Span.Start >= from)
            {
                destination.Write(Text(at, edit.Span.Start));
                destination.Write(edit.Replacement);
            }

            at = Math.Min(to, edit.Span.End);
        }

        if (at < to)
        {
            destination.Write(Text(at, to));
        }
    }

    /// <summary>Lets go of the text before an offset that has left.</summary>
    public void Release(int offset)
    {
        if (!_keepsText)
        {
            _released = Math.Max(_released, Math.Min(offset, ClearTo));
            _pending.Forget(_released);
        }
    }

    /// <summary>Returns the buffer, cleared.</summary>
    public void Dispose()
    {
        _root.Dispose();
        if (_buffer is { Length: > 0 })
        {
            ArrayPool<char>.Shared.Return(_buffer, clearArray: true);
        }

        _buffer = null!;
    }

    /// <summary>Whether a span of the text as it came is exactly this.</summary>
    internal bool Stands(TextSpan span, ReadOnlySpan<char> text) => span.Start >= _start && Text(span.Start, span.End).SequenceEqual(text);

    /// <summary>Takes a finding; returns the number under which one that is open can be closed, or -1 where nothing follows from it.</summary>
    /// <param name="finding">What was found.</param>
    /// <param name="mark">The opening mark of one that is open, in the text as it came; null where its end is known.</param>
    internal int OnFinding(in Finding finding, TextSpan? mark = null)
    {
        _lastKept = -1;
        var isOpen = mark is not null;
        var value = isOpen ? default : Text(Math.Max(finding.Span.Start, _start), finding.Span.End);
        if (finding.Kind == PlaceholderDetector.Kind)
        {
            if (_masks!.TryRestore(value, out var restored))
            {
                _pending.Add(new(finding, new(GuardAction.Mask, IsEnforced: true, Guard: null)), isOpen: false, id: -1, restored);
            }

            return -1;
        }

        var judged = new JudgedFinding(finding, Plan.Judge(finding, value));
        if (judged.Judgement.Action == GuardAction.Ignore)
        {
            return -1;
        }

        // The same thing seen in several views is one finding.
        if (!isOpen && !_known.Add(judged))
        {
            return -1;
        }

        var id = _nextId++;
        _lastKept = _findings.Add(judged);
        if (mark is { } opening)
        {
            (_open ??= [])[id] = new(judged, _lastKept, new(Text(Math.Max(opening.Start, _start), opening.End)));
        }

        if (judged.Judgement is { IsEnforced: true, Action: >= GuardAction.Mask })
        {
            _pending.Add(judged, isOpen, id);
        }

        return id;
    }

    /// <summary>Takes a reason for the finding that came last; false where none is left, or it isn't kept.</summary>
    internal bool TakeReason() => _lastKept >= 0 && _findings.TryTakeReason(_lastKept);

    /// <summary>Takes why the finding that came last was made.</summary>
    internal void OnReason(FindingReason reason) => _findings.Explain(_lastKept, reason);

    internal void OnClosed(int id, int end)
    {
        if (_open is null || !_open.Remove(id, out var open))
        {
            return;
        }

        var (judged, place, _) = open;
        var span = new TextSpan(judged.Finding.Span.Start, Math.Max(judged.Finding.Span.Start, end));
        _known.Add(judged with { Finding = judged.Finding with { Span = span } });
        if (place >= 0)
        {
            _findings.Move(place, span);
        }

        _pending.Close(id, end);
    }

    internal void OnDetectorFailed(PlannedDetector planned)
    {
        (_unreachable ??= []).Add(planned.Detector.Name);
        if ((planned.Detector.IsUnconditional ? GuardPlan.Isolation : Plan.Coverage.GuardAgainst(planned.Detector.Name)) is { } guard)
        {
            _failure ??= new(ClearTo, guard, Finding: null);
        }
    }

    private void Advance()
    {
        _root.Advance(new(_buffer.AsSpan(0, _length), _start, IsComplete));
        var clear = _pending.Settle(_root.Clear, _buffer.AsSpan(0, _length), _start, _masks);
        ClearTo = Math.Max(ClearTo, _failure is null ? clear : Math.Min(clear, _failure.Offset));
        if (_known.Count > FewKnown)
        {
            // No view says anything more of what lies before.
            _known.RemoveWhere(judged => judged.Finding.Span.Start < _root.Decided);
        }
    }

    private ReadOnlySpan<char> Text(int from, int to) => _buffer.AsSpan(from - _start, to - from);

    private void MakeRoom(int more)
    {
        // What nobody reads again goes when the buffer is full, so that each character is moved a bounded number of times.
        if (_length + more > _buffer.Length)
        {
            var drop = _keepsText ? 0 : Math.Max(0, Math.Min(_released, _root.Keep) - _start);
            var kept = _buffer.AsSpan(drop, _length - drop);
            var needed = kept.Length + more;
            if (needed > _buffer.Length / 2)
            {
                var larger = ArrayPool<char>.Shared.Rent(Math.Max(256, needed * 2));
                kept.CopyTo(larger);
                if (_buffer.Length > 0)
                {
                    ArrayPool<char>.Shared.Return(_buffer, clearArray: true);
                }

                _buffer = larger;
            }
            else
            {
                kept.CopyTo(_buffer);
            }

            _start += drop;
            _length -= drop;
        }
    }

    private readonly record struct OpenFinding(JudgedFinding Judged, int Place, string Mark);
}
