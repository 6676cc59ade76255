namespace Sallyport.Gateway.Limits;

/// <summary>A minute's allowance of requests, which refills evenly. Not safe for concurrent use: <see cref="CallerLoad"/> locks.</summary>
internal struct RateBucket
{
    private double _level;
    private long _filledAt;
    private bool _isStarted;

    /// <summary>Takes a request where there is one, or tells how long until there is.</summary>
    /// <param name="perMinute">The allowance.</param>
    /// <param name="time">The clock.</param>
    /// <param name="wait">How long until it would be let through.</param>
    public bool TryTake(long perMinute, TimeProvider time, out TimeSpan wait)
    {
        Fill(perMinute, time);
        var needed = 1 - _level;
        if (needed > 0)
        {
            wait = TimeSpan.FromMinutes(needed / perMinute);
            return false;
        }

        _level -= 1;
        wait = TimeSpan.Zero;
        return true;
    }

    private void Fill(long perMinute, TimeProvider time)
    {
        var now = time.GetTimestamp();
        if (!_isStarted)
        {
            _isStarted = true;
            _level = perMinute;
        }
        else
        {
            _level = Math.Min(perMinute, _level + (time.GetElapsedTime(_filledAt, now).TotalMinutes * perMinute));
        }

        _filledAt = now;
    }
}
