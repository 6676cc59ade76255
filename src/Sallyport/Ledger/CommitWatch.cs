namespace Sallyport.Ledger;

/// <summary>Watches one commit: tells when it has taken too long, and, once it has ended, that this is over. Each at most once, never the one after the other's turn.</summary>
internal sealed class CommitWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Action _slow;
    private readonly Action _over;
    private readonly ITimer _timer;
    private bool _isSlow;
    private bool _hasEnded;

    public CommitWatch(TimeProvider time, TimeSpan patience, Action slow, Action over)
    {
        _slow = slow;
        _over = over;
        _timer = time.CreateTimer(static state => ((CommitWatch)state!).Notice(), this, patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The commit has ended.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _hasEnded = true;
            if (_isSlow)
            {
                _over();
            }
        }
    }

    private void Notice()
    {
        lock (_lock)
        {
            if (!_hasEnded)
            {
                _isSlow = true;
                _slow();
            }
        }
    }
}
