using Sallyport.Tenancy;

namespace Sallyport.Gateway.Limits;

/// <summary>
/// What this node may let a tenant or a key use of the tokens a minute that all nodes share. It takes them from the store a few at a time; what an answer used
/// beyond that is settled with the store as soon as it is known. Safe for concurrent use.
/// </summary>
internal sealed class TokenAllowance(ITokenBudgetStore store, TenantId tenant, string subject, TimeProvider time)
{
    // The store is asked for one node's callers at once, and never longer than they would wait for an answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long _left;
    private long _perMinute;
    private long _askAgainAt;
    private Task? _exchange;

    /// <summary>Whether a request may begin now; <paramref name="mustAsk"/> tells that <see cref="AskAsync"/> has to be called to know. Takes nothing.</summary>
    public bool MayBegin(long perMinute, out TimeSpan wait, out bool mustAsk)
    {
        lock (_lock)
        {
            wait = TimeSpan.Zero;
            mustAsk = false;
            if (_left > 0 && _perMinute == perMinute)
            {
                return true;
            }

            var now = time.GetTimestamp();
            mustAsk = _perMinute != perMinute || now >= _askAgainAt;
            wait = mustAsk ? TimeSpan.Zero : time.GetElapsedTime(now, _askAgainAt);
            return false;
        }
    }

    /// <summary>Takes tokens from the store, once for all that wait here.</summary>
    /// <exception cref="System.Data.Common.DbException">The store is away.</exception>
    /// <exception cref="TimeoutException">It doesn't answer.</exception>
    public Task AskAsync(long perMinute)
    {
        lock (_lock)
        {
            return _exchange is { IsCompleted: false } ? _exchange : _exchange = ExchangeAsync(perMinute, asks: true);
        }
    }

    /// <summary>Counts tokens that were used.</summary>
    public void Draw(long perMinute, long tokens)
    {
        lock (_lock)
        {
            _left -= Math.Min(tokens, TokenBudget.MostPerMinute);
            if (_left < 0 && _exchange is null or { IsCompleted: true })
            {
                _exchange = SettleAsync(perMinute);
            }
        }
    }

    // Where the store is away the debt stays, and the next request asks.
    private async Task SettleAsync(long perMinute)
    {
        try
        {
            await ExchangeAsync(perMinute, asks: false);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or TimeoutException)
        {
        }
    }

    private async Task ExchangeAsync(long perMinute, bool asks)
    {
        // Not under the caller's lock.
        await Task.Yield();
        long settled;
        lock (_lock)
        {
            settled = -_left;
            _left = 0;
        }

        var isSettled = false;
        try
        {
            using var deadline = new CancellationTokenSource(Patience, time);
            var grant = await store.TakeAsync(tenant, subject, perMinute, settled, asks, time.GetUtcNow(), deadline.Token);
            isSettled = true;
            lock (_lock)
            {
                _left += grant.Tokens;
                _perMinute = perMinute;
                _askAgainAt = time.GetTimestamp() + (long)(grant.Wait.TotalSeconds * time.TimestampFrequency);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException();
        }
        finally
        {
            if (!isSettled)
            {
                lock (_lock)
                {
                    _left -= settled;
                }
            }
        }
    }
}
