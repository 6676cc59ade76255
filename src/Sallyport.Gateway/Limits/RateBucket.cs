namespace Sallyport.Gateway.Limits;

/// <summary>
/// A minute's allowance that refills evenly. It may be overdrawn by what is only known afterwards (tokens of an answer); until that is made good it lets
/// nothing through. Not safe for concurrent use: <see cref="CallerLoad"/> locks.
/// </summary>
internal struct RateBucket
{
    private double _level;
    private long _filledAt;
    private bool _isStarted;

    /// <summary>Takes an amount where the level is above zero, or tells how long until it is.</summary>
    /// <param name="perMinute">The allowance.</param>
    /// <param name="amount">What to take; 0 only asks.</param>
    /// <param name="time">The clock.</param>
    /// <param name="wait">How long until it would be let through.</param>
    public bool TryTake(long perMinute, double amount, TimeProvider time, out TimeSpan wait)
    {
        Fill(perMinute, time);
        var needed = Math.Max(amount, 1) - _level;
        if (needed > 0)
        {
            wait = TimeSpan.FromMinutes(needed / perMinute);
            return false;
        }

        _level -= amount;
        wait = TimeSpan.Zero;
        return true;
    }

    /// <summary>Takes an amount whatever the level.</summary>
    public void Draw(long perMinute, double amount, TimeProvider time)
    {
        Fill(perMinute, time);
        // One giant answer must not lock its caller out for longer than ten minutes.
        _level = Math.Max(_level - amount, -10.0 * perMinute);
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
