using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>
/// A view of a text. Each of its stretches is a text of its own for detectors and further views: the next one stands somewhere else in the source, so nothing is found across the gap
/// between two, and nothing waits at the end of one for text that need not come.
/// </summary>
internal sealed class GuardView(ChannelGuard guard, GuardNode parent, ViewReader reader) : IDisposable
{
    // The stretch that is being read, and where in the view it begins, or the next one will.
    private GuardNode? _stretch;
    private int _start;

    public GuardNode Parent => parent;

    public ViewReader Reader => reader;

    /// <summary>Whether a detector that may hold text back reads this view.</summary>
    public bool Enforces { get; } = guard.Plan.Reading(reader.Kind).Enforces;

    /// <summary>Reads what is new in the source.</summary>
    /// <param name="source">The parent's text.</param>
    /// <param name="needed">The source offset before which this view and its own views have decided, by detectors that only observe too.</param>
    /// <returns>The same for enforcing detectors.</returns>
    public int ReadFrom(in TextWindow source, out int needed)
    {
        reader.Advance(source);
        var window = reader.Window;
        while (reader.SeamAfter(_start) is { } end)
        {
            var over = Read(window, end, isComplete: true);
            over.CloseAtStretchEnd();
            over.Dispose();
            _stretch = null;
            _start = end;
        }

        var clear = needed = reader.SourceClear;
        if (_start < window.End)
        {
            // What is decided needs its source no more, so that one early difference does not pin a whole stream in memory.
            var open = Read(window, window.End, window.IsComplete);
            clear = Math.Min(clear, SourceOf(open, open.Clear, window.End));
            if (open.HoldsOpen)
            {
                // It ends with a character that the view shows: what it leaves out behind its last one may stand outside.
                clear = Math.Min(clear, open.ToSource(new(window.End - 1 - _start, window.End - _start)).End);
            }

            needed = Math.Min(needed, SourceOf(open, open.Decided, window.End));
        }

        reader.Release(Math.Max(_start + Math.Max(0, _stretch?.Keep ?? 0), window.Start));
        return clear;
    }

    /// <summary>Whether something enforced has begun in the stretch that is being read, or in its views, and has not ended.</summary>
    public bool HoldsOpen => _stretch is { HoldsOpen: true };

    public void Dispose()
    {
        _stretch?.Dispose();
        reader.Dispose();
    }

    private GuardNode Read(in TextWindow window, int end, bool isComplete)
    {
        _stretch ??= new(guard, this, _start);
        var from = Math.Max(_start, window.Start);
        _stretch.Advance(new(window.From(from)[..(end - from)], from - _start, isComplete));
        return _stretch;
    }

    private int SourceOf(GuardNode stretch, int offset, int end) => _start + offset < end ? stretch.ToSource(new(offset, offset + 1)).Start : int.MaxValue;
}
