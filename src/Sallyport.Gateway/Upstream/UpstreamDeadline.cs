using Sallyport.Gateway.Failures;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Upstream;

/// <summary>
/// The clocks of one exchange with an upstream: one timer, set anew for each stage and never beyond the total; the client's own leaving; and the end of the drain. Its token
/// cancels whatever is under way with the upstream.
/// </summary>
internal sealed class UpstreamDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _clientLeft;
    private readonly CancellationToken _client;
    private readonly CancellationTokenRegistration _stopped;
    private readonly CancellationToken _drained;
    private readonly TimeProvider _time;
    private readonly UpstreamTimeouts _timeouts;
    private readonly long _began;
    private Failure _stage = Failure.UpstreamSilent;

    public UpstreamDeadline(UpstreamTimeouts timeouts, TimeProvider time, CancellationToken client, CancellationToken drained)
    {
        _timeouts = timeouts;
        _time = time;
        _client = client;
        _drained = drained;
        _began = time.GetTimestamp();
        _source = new CancellationTokenSource(timeouts.Total, time);
        _clientLeft = client.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
        _stopped = drained.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
    }

    /// <summary>Cancelled by a clock, by the client or by the end of the drain.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What is left of the total.</summary>
    public TimeSpan Remaining => _timeouts.Total - _time.GetElapsedTime(_began);

    /// <summary>Waits for an answer's head from now on.</summary>
    public void AwaitHead() => Set(_timeouts.FirstByte, Failure.UpstreamSilent);

    /// <summary>Waits for the next piece of an answer from now on.</summary>
    public void AwaitPiece() => Set(_timeouts.Idle, Failure.UpstreamStalled);

    /// <summary>Only the total runs: nothing is asked of the upstream meanwhile.</summary>
    public void Pause() => Set(Timeout.InfiniteTimeSpan, Failure.UpstreamOverlong);

    /// <summary>Why the token was cancelled, or <see cref="Failure.None"/> where it was not.</summary>
    public Failure Cause()
    {
        // First, since connections are closed after it: the client seems to leave then.
        if (_drained.IsCancellationRequested)
        {
            return Failure.ShuttingDown;
        }

        if (_client.IsCancellationRequested)
        {
            return Failure.ClientGone;
        }

        if (!_source.IsCancellationRequested)
        {
            return Failure.None;
        }

        return Remaining <= TimeSpan.Zero ? Failure.UpstreamOverlong : _stage;
    }

    /// <summary>Cancels what is under way; the upstream's connection is closed.</summary>
    public void Abandon() => _source.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _clientLeft.Dispose();
        _stopped.Dispose();
        _source.Dispose();
    }

    private void Set(TimeSpan wait, Failure stage)
    {
        _stage = stage;
        var remaining = Remaining;
        if (remaining <= TimeSpan.Zero)
        {
            _source.Cancel();
            return;
        }

        _source.CancelAfter(wait == Timeout.InfiniteTimeSpan || wait > remaining ? remaining : wait);
    }
}
