namespace Sallyport.Gateway.Hosting;

/// <summary>
/// The requests under way on the model port, and the end of the time that they are given once the process was told to stop. That end is told to
/// them a moment before the connections are closed, so that each is answered and recorded as broken off by this server, not by its client. Safe for concurrent use.
/// </summary>
internal sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource _over = new();
    private int _open;

    public Drain() => Over = _over.Token;

    /// <summary>How many requests are under way.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Cancelled when the time is over.</summary>
    public CancellationToken Over { get; }

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => _over.IsCancellationRequested;

    /// <summary>A request has come.</summary>
    public void Enter() => Interlocked.Increment(ref _open);

    /// <summary>A request has ended.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>The time is over.</summary>
    public Task EndAsync() => _over.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => _over.Dispose();
}
