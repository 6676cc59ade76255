using Sallyport.Text;

namespace Sallyport.Detection;

/// <summary>A detector at work on one text. Keeps its place, so that the work stays linear however the text is cut. Not safe for concurrent use.</summary>
public abstract class Scanner : IDisposable
{
    /// <summary>
    /// Looks at what is new. Every finding that starts before the returned offset has been reported, and no later text changes any of them.
    /// The offset never falls. For a complete window it is the window's end.
    /// What is reported must be a function of the whole text: the same however it is cut into windows.
    /// </summary>
    public abstract int Advance(in TextWindow window, FindingSink findings);

    /// <summary>Says that nothing before an offset concerns this scanner, which waits for nothing: it need not read there.</summary>
    internal virtual void Pass(int offset)
    {
    }

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
