namespace Sallyport.Text;

/// <summary>
/// Reads one view of a growing text. Not safe for concurrent use; one per text. The source may be the original or another view.
/// A reader is a causal transducer: what it emits depends on the source text alone, never on how the source was cut into windows,
/// its work is linear in the source, and it emits at most about twice what it read.
/// Stretches that differ from the source are emitted with a little unchanged context around them; where a stretch ends before the source does,
/// a line feed that maps to an empty span follows it at once. Each is to be read as a text of its own, so that nothing is found across the gap and nothing waits for text that does not come.
/// Both ends of the source spans of successive characters never fall.
/// </summary>
public abstract class ViewReader : IDisposable
{
    /// <summary>How much source text before <see cref="SourceClear"/> a window must still bring, or all there is.</summary>
    /// <value>UTF-16 code units.</value>
    public const int LookBack = 256;

    /// <summary>The one kind of view that this reader makes.</summary>
    public abstract ViewKinds Kind { get; }

    /// <summary>Reads what is new in the source. The window goes back <see cref="LookBack"/> before <see cref="SourceClear"/>.</summary>
    public abstract void Advance(in TextWindow source);

    /// <summary>The view text that is in memory. Complete once the source was.</summary>
    public abstract TextWindow Window { get; }

    /// <summary>The source offset before which everything has been emitted or found not to differ; no later text changes it.</summary>
    public abstract int SourceClear { get; }

    /// <summary>The smallest source span whose reading the view span is. Only for spans not before the last <see cref="Release"/>.</summary>
    public abstract TextSpan ToSource(TextSpan inView);

    /// <summary>
    /// The source offset of the first character that reads differently in the stretch that holds a view offset. What stands before it in the
    /// stretch is context, which may have been cleared before the difference came. Only for offsets not before the last <see cref="Release"/>.
    /// </summary>
    public abstract int FirstDifference(int viewOffset);

    /// <summary>Where, in the source, the stretch that holds a view offset has ended; null while it goes on. Only for offsets not before the last <see cref="Release"/>.</summary>
    public abstract int? StretchEnd(int viewOffset);

    /// <summary>The view offset behind the line feed that ended the stretch which holds an offset; null while it goes on. Only for offsets not before the last <see cref="Release"/>.</summary>
    public abstract int? SeamAfter(int viewOffset);

    /// <summary>Forgets view text and map entries before an offset of the view.</summary>
    public abstract void Release(int viewOffset);

    /// <summary>Returns what was rented.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns what was rented, cleared.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
