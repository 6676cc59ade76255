using Sallyport.Detection;
using Sallyport.Policy;
using Sallyport.Text;
using Sallyport.Text.Views;

namespace Sallyport.Pipeline;

/// <summary>
/// One reading of a channel's text: the original, or a view of its parent. Runs the detectors that asked for this kind of view and owns the
/// views read from it. A view's scanners are opened when it first has text, so a view of text that does not differ costs its reader alone.
/// </summary>
internal sealed class GuardNode : IDisposable
{
    // Views keep some unchanged text around what differs.
    private const int ReaderLookBack = 512;

    private readonly ChannelGuard _guard;
    private readonly GuardNode? _parent;
    private readonly ViewReader? _reader;
    private readonly ViewKinds _kind;
    private readonly int _depth;
    private readonly List<Place> _places = [];
    private readonly List<GuardNode> _children = [];
    private PlannedDetector? _extra;
    private bool _isOpen;

    public GuardNode(ChannelGuard guard, GuardNode? parent, ViewReader? reader)
    {
        _guard = guard;
        _parent = parent;
        _reader = reader;
        _kind = reader?.Kind ?? ViewKinds.Original;
        _depth = parent is null ? 0 : parent._depth + 1;
        foreach (var planned in guard.Plan.Detectors)
        {
            Enforces |= planned.IsEnforcing && planned.Detector.Views.HasFlag(_kind);
        }
    }

    /// <summary>Whether a detector that may hold text back reads this view.</summary>
    public bool Enforces { get; private set; }

    /// <summary>Before this offset of the node's own text, everything enforced is decided.</summary>
    public int Clear { get; private set; }

    /// <summary>Text before this offset is not read again by this node or its views.</summary>
    public int Keep { get; private set; }

    /// <summary>Adds a detector that belongs to this text alone. Only before the first text.</summary>
    public void Add(PlannedDetector planned)
    {
        _extra = planned;
        Enforces |= planned.IsEnforcing;
    }

    public void Advance(in TextWindow window)
    {
        if (!_isOpen)
        {
            if (window.Text.IsEmpty)
            {
                Clear = Keep = window.End;
                return;
            }

            Open();
        }

        var clear = window.End;
        var keep = window.End;
        foreach (var place in _places)
        {
            place.Advance(window, _guard);
            if (place.IsEnforcing)
            {
                clear = Math.Min(clear, place.Clear);
            }

            keep = Math.Min(keep, place.Clear - place.LookBack);
        }

        foreach (var child in _children)
        {
            var read = child.ReadFrom(window, out var needed);
            if (child.Enforces)
            {
                clear = Math.Min(clear, read);
            }

            keep = Math.Min(keep, needed - ReaderLookBack);
        }

        Clear = Math.Max(Clear, clear);
        Keep = Math.Max(Keep, keep);
    }

    /// <summary>Maps a span of this node's text to the channel's.</summary>
    public TextSpan ToOriginal(TextSpan span)
    {
        for (var node = this; node._reader is not null; node = node._parent!)
        {
            span = node._reader.ToSource(span);
        }

        return span;
    }

    public void Dispose()
    {
        foreach (var place in _places)
        {
            place.Dispose();
        }

        foreach (var child in _children)
        {
            child.Dispose();
        }

        _reader?.Dispose();
    }

    // Returns the source offset before which this view and its own views have decided, for enforcing detectors; `needed` counts them all.
    private int ReadFrom(in TextWindow source, out int needed)
    {
        _reader!.Advance(source);
        var window = _reader.Window;
        Advance(window);
        var sourceClear = _reader.SourceClear;
        var clear = Clear < window.End ? Math.Min(sourceClear, SourceOf(Clear)) : sourceClear;
        var undecided = Math.Max(Keep, window.Start);
        needed = undecided < window.End ? Math.Min(sourceClear, SourceOf(undecided)) : sourceClear;
        _reader.Release(undecided);
        return clear;
    }

    private int SourceOf(int viewOffset) => _reader!.ToSource(new(viewOffset, viewOffset + 1)).Start;

    private void Open()
    {
        _isOpen = true;
        foreach (var planned in _guard.Plan.Detectors)
        {
            if (planned.Detector.Views.HasFlag(_kind))
            {
                Open(planned);
            }
        }

        if (_extra is { } extra)
        {
            Open(extra);
        }

        foreach (var reader in ViewReaders.For(_guard.Views, _kind, _depth))
        {
            _children.Add(new(_guard, this, reader));
        }
    }

    private void Open(PlannedDetector planned)
    {
        if (planned.Detector.Open(_guard.Scope) is { } scanner)
        {
            _places.Add(new(this, planned, scanner));
        }
    }

    /// <summary>A scanner, how far it is, and the way its findings take to the guard.</summary>
    private sealed class Place(GuardNode node, PlannedDetector planned, Scanner scanner) : FindingSink, IDisposable
    {
        private int _openStart = -1;
        private bool _hasFailed;

        public bool IsEnforcing => planned.IsEnforcing;

        public int LookBack => planned.Detector.LookBack;

        public int Clear { get; private set; }

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
                guard.OnDetectorFailed(planned, node.ToOriginal(new(Clear, Clear)).Start);
                Clear = window.End;
            }
        }

        public override void Report(FindingKind kind, TextSpan span, float score) =>
            node._guard.OnFinding(new(kind, node.ToOriginal(span), score, planned.Detector.Name), isOpen: false);

        public override void Open(FindingKind kind, int start, float score)
        {
            _openStart = node.ToOriginal(new(start, start + 1)).Start;
            node._guard.OnFinding(new(kind, new(_openStart, _openStart), score, planned.Detector.Name), isOpen: true);
        }

        public override void Close(int end)
        {
            if (_openStart >= 0)
            {
                node._guard.OnClosed(planned.Detector.Name, _openStart, node.ToOriginal(new(end - 1, end)).End);
                _openStart = -1;
            }
        }

        public void Dispose() => scanner.Dispose();
    }
}
