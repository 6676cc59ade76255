using Sallyport.Detection;
using Sallyport.Policy;
using Sallyport.Text;
using Sallyport.Text.Views;

namespace Sallyport.Pipeline;

/// <summary>
/// One text that detectors read: the channel's, or a stretch of a view (<see cref="GuardView"/>). Runs the detectors that asked for this kind of text and owns the
/// views read from it. A scanner is opened when text first concerns it, so a view of text that does not differ costs its reader alone.
/// </summary>
internal sealed class GuardNode : IDisposable
{
    private readonly ChannelGuard _guard;
    private readonly GuardView? _view;
    private readonly int _start;
    private readonly PlannedReading _reading;
    private Place?[] _places = [];
    private GuardView[] _children = [];
    private PlannedDetector? _extra;
    private bool _isOpen;

    // Up to where the detectors have read, and which of them wait for more text. The others would find nothing before, whatever follows.
    private int _seen;
    private ulong _waiting;

    // Those that have nothing to look for in this exchange.
    private ulong _idle;

    /// <summary>Starts on a text.</summary>
    /// <param name="guard">Whose it is.</param>
    /// <param name="view">The view that it is a stretch of; null for the channel's own text.</param>
    /// <param name="start">Where in the view it begins.</param>
    public GuardNode(ChannelGuard guard, GuardView? view, int start)
    {
        _guard = guard;
        _view = view;
        _start = start;
        Depth = view is null ? 0 : view.Parent.Depth + 1;
        _reading = guard.Plan.Reading(view?.Reader.Kind ?? ViewKinds.Original);
    }

    /// <summary>How many views it was read through.</summary>
    public int Depth { get; }

    /// <summary>Before this offset of the node's own text, everything enforced is decided.</summary>
    public int Clear { get; private set; }

    /// <summary>Before this offset of the node's own text, everything is decided, by detectors that only observe too.</summary>
    public int Decided { get; private set; }

    /// <summary>Text before this offset is not read again by this node or its views.</summary>
    public int Keep { get; private set; }

    /// <summary>Whether something enforced has begun in this text, or in its views, and has not ended.</summary>
    public bool HoldsOpen => Array.Exists(_places, static place => place is { IsEnforcing: true, IsOpen: true }) || Array.Exists(_children, static child => child.HoldsOpen);

    /// <summary>Adds a detector that belongs to this text alone. Only before the first text.</summary>
    public void Add(PlannedDetector planned) => _extra = planned;

    public void Advance(in TextWindow window)
    {
        if (!_isOpen)
        {
            if (window.Text.IsEmpty)
            {
                Clear = Decided = Keep = window.End;
                return;
            }

            Open();
        }

        var clear = window.End;
        var decided = window.End;
        var keep = window.End - _reading.LookBack;
        Detect(window, ref clear, ref decided, ref keep);
        foreach (var child in _children)
        {
            var read = child.ReadFrom(window, out var needed);
            if (child.Enforces)
            {
                clear = Math.Min(clear, read);
            }

            decided = Math.Min(decided, needed);
            keep = Math.Min(keep, needed - ViewReader.LookBack);
        }

        Clear = Math.Max(Clear, clear);
        Decided = Math.Max(Decided, decided);
        Keep = Math.Max(Keep, keep);
    }

    // Runs the detectors that the new text concerns, and those that waited for it.
    private void Detect(in TextWindow window, ref int clear, ref int decided, ref int keep)
    {
        var concerned = (_waiting | _reading.Concerned(window.From(_seen))) & ~_idle;
        var waiting = 0UL;
        for (var i = 0; i < _places.Length; i++)
        {
            var bit = PlannedReading.Bit(i);
            if ((concerned & bit) == 0)
            {
                continue;
            }

            if ((_places[i] ??= Open(i)) is not { } place)
            {
                // The last bit is several detectors'.
                _idle |= bit & ~PlannedReading.Bit(int.MaxValue);
                continue;
            }

            if ((_waiting & bit) == 0)
            {
                place.Pass(_seen);
            }

            place.Advance(window, _guard);
            if (place.Clear < window.End)
            {
                waiting |= bit;
                clear = place.IsEnforcing ? Math.Min(clear, place.Clear) : clear;
                decided = Math.Min(decided, place.Clear);
                keep = Math.Min(keep, place.Clear - place.LookBack);
            }
        }

        _waiting = waiting;
        _seen = window.End;
    }

    /// <summary>
    /// Maps a span of this node's text to the channel's. A view shows what stands around a difference, and that may have left before the
    /// difference came: so what a view finds begins no earlier than the first character that it reads differently, a place that depends on
    /// the text alone. Empty where all of it lies before.
    /// </summary>
    public TextSpan ToOriginal(TextSpan span)
    {
        for (var node = this; node._view is { } view && span.Length > 0; node = view.Parent)
        {
            var source = node.ToSource(span);
            var start = Math.Max(source.Start, view.Reader.FirstDifference(node._start + span.Start));
            span = new(Math.Min(start, source.End), source.End);
        }

        return span;
    }

    /// <summary>Ends what is open at the end of the stretch that this text is: what follows in the view stands somewhere else in the source.</summary>
    public void CloseAtStretchEnd()
    {
        foreach (var place in _places)
        {
            place?.CloseAtStretchEnd();
        }
    }

    /// <summary>The span of the parent's text that a span of this one stands for.</summary>
    public TextSpan ToSource(TextSpan span) => _view!.Reader.ToSource(new(_start + span.Start, _start + span.End));

    // Whether a span of this node's text stands in the channel's text in other characters. Always so in the original, which nothing else reads,
    // and in what is layered, which is found for its difference alone.
    private bool Differs(TextSpan span)
    {
        if (_view is null or { Reader.Kind: ViewKinds.Layered })
        {
            return true;
        }

        var original = span;
        for (var node = this; node._view is { } view; node = view.Parent)
        {
            original = node.ToSource(original);
        }

        var window = _view.Reader.Window;
        return !_guard.Stands(original, window.From(_start + span.Start)[..span.Length]);
    }

    private int StartInOriginal(int start)
    {
        for (var node = this; node._view is { } view; node = view.Parent)
        {
            start = Math.Max(node.ToSource(new(start, start + 1)).Start, view.Reader.FirstDifference(node._start + start));
        }

        return start;
    }

    private int EndInOriginal(int end)
    {
        for (var node = this; node._view is { } view; node = view.Parent)
        {
            end = node.ToSource(new(end - 1, end)).End;
        }

        return end;
    }

    public void Dispose()
    {
        foreach (var place in _places)
        {
            place?.Dispose();
        }

        foreach (var child in _children)
        {
            child.Dispose();
        }
    }

    private int? StretchEnd(int offset) => _view?.Reader.StretchEnd(_start + offset);

    private void Open()
    {
        _isOpen = true;
        _places = new Place?[_reading.Detectors.Length + (_extra is null ? 0 : 1)];
        var readers = ViewReaders.For(_guard.Views, _reading.Kind, Depth);
        _children = new GuardView[readers.Count];
        for (var i = 0; i < readers.Count; i++)
        {
            _children[i] = new(_guard, this, readers[i]);
        }
    }

    private Place? Open(int index)
    {
        var planned = index < _reading.Detectors.Length ? _reading.Detectors[index] : _extra!.Value;
        return planned.Detector.Open(_guard.Scope) is { } scanner ? new(this, planned, scanner) : null;
    }

    // Words that a view shows apart may be one stretch of what it was read from, or none.
    private List<WeightedSpan> ToOriginal(IReadOnlyList<WeightedSpan> words)
    {
        var mapped = new List<WeightedSpan>(words.Count);
        foreach (var (inView, share) in words)
        {
            var span = ToOriginal(inView);
            if (mapped.Count > 0 && mapped[^1].Span.Overlaps(span))
            {
                mapped[^1] = new(mapped[^1].Span.Union(span), mapped[^1].Share + share);
            }
            else if (span.Length > 0)
            {
                mapped.Add(new(span, share));
            }
        }

        return mapped;
    }

    /// <summary>A scanner, how far it is, and the way its findings take to the guard.</summary>
    private sealed class Place(GuardNode node, PlannedDetector planned, Scanner scanner) : FindingSink, IDisposable
    {
        // The finding that is open, as the guard numbers it, and where in the node's text it begins; -1 where none is.
        private int _open = -1;
        private int _openAt;
        private bool _isTaken;
        private bool _hasFailed;

        public bool IsEnforcing => planned.IsEnforcing;

        public bool IsOpen => _open >= 0;

        public int LookBack => planned.Detector.LookBack;

        public int Clear { get; private set; }

        public void Pass(int offset) => scanner.Pass(offset);

        public void Advance(in TextWindow window, ChannelGuard guard)
        {
            if (_hasFailed)
            {
                Clear = window.End;
                return;
            }

            try
            {
                Clear = scanner.Advance(window, this);
            }
#pragma warning disable CA1031 // A detector is a plug-in: whatever it throws, its text is unreachable and policy says what follows.
            catch (Exception)
#pragma warning restore CA1031
            {
                _hasFailed = true;
                guard.OnDetectorFailed(planned);
                Clear = window.End;
            }
        }

        public override void Report(FindingKind kind, TextSpan span, float score)
        {
            var original = node.ToOriginal(span);
            _isTaken = original.Length > 0;
            if (_isTaken)
            {
                node._guard.OnFinding(new(kind, original, score, planned.Detector.Name));
            }
        }

        internal override bool TakeReason() => _isTaken && node._guard.TakeReason();

        internal override void Explain(FindingReason reason) => node._guard.OnReason(reason with { Words = node.ToOriginal(reason.Words) });

        public override void Open(FindingKind kind, TextSpan mark, float score)
        {
            // A mark that the view reads as it stands is found in the source too, and ends there where it should.
            if (!node.Differs(mark))
            {
                return;
            }

            var original = node.StartInOriginal(mark.Start);
            _openAt = mark.Start;
            var end = Math.Max(original, node.EndInOriginal(mark.End));
            _open = node._guard.OnFinding(new(kind, new(original, original), score, planned.Detector.Name), mark: new(original, end));
        }

        public override void Close(int end)
        {
            if (_open >= 0)
            {
                var original = node.EndInOriginal(end);
                var bound = node.StretchEnd(_openAt) is { } last ? node._view!.Parent.EndInOriginal(last) : original;
                node._guard.OnClosed(_open, Math.Min(original, bound));
                _open = -1;
            }
        }

        public void CloseAtStretchEnd()
        {
            if (_open >= 0 && node.StretchEnd(_openAt) is { } end)
            {
                node._guard.OnClosed(_open, node._view!.Parent.EndInOriginal(end));
                _open = -1;
            }
        }

        // Of the text as it came alone: in which order views are read depends on how the text was cut.
        internal override bool TakeSecondReading() => node._view is null && node._guard.TakeSecondReading();

        public void Dispose() => scanner.Dispose();
    }
}
