namespace Sallyport.Tenancy;

/// <summary>
/// What is left of an allowance of tokens that all nodes share. It refills evenly, is full after a minute without use, and may be overdrawn by what is only known
/// afterwards (tokens of an answer); until that is made good it grants nothing. Immutable.
/// </summary>
/// <param name="Level">Tokens times <see cref="UnitsPerToken"/>; negative where it is overdrawn.</param>
/// <param name="Filled">When it was last refilled, in Unix milliseconds.</param>
public readonly record struct TokenBudget(long Level, long Filled)
{
    /// <summary>So that a millisecond of any allowance is a whole number.</summary>
    public const long UnitsPerToken = 60_000;

    /// <summary>The largest allowance that is told apart from larger ones, in tokens a minute.</summary>
    public const long MostPerMinute = 1_000_000_000_000;

    // One giant answer must not lock its caller out for longer than ten minutes.
    private const int MostOverdrawn = 10;

    // Of clocks, in milliseconds.
    private const long MostAhead = 60_000;

    // A node takes a twentieth of a minute's allowance at a time: seldom enough for the store, little enough to be lost with a node.
    private const int GrantsPerMinute = 20;

    /// <summary>A full budget.</summary>
    public static TokenBudget Full(long perMinute, DateTimeOffset now) => new(Bounded(perMinute) * UnitsPerToken, now.ToUnixTimeMilliseconds());

    /// <summary>Settles what a node used beyond its last grant, and grants it more.</summary>
    /// <param name="perMinute">The allowance; at least 1.</param>
    /// <param name="used">Tokens used beyond what was granted; negative for those that a node gives back.</param>
    /// <param name="asks">Whether more is asked for; otherwise only settles.</param>
    /// <param name="now">The node's clock. One that is behind another's refills nothing.</param>
    /// <returns>The budget from now on, and what was granted.</returns>
    public (TokenBudget Next, TokenGrant Grant) Take(long perMinute, long used, bool asks, DateTimeOffset now)
    {
        perMinute = Bounded(perMinute);
        // A node whose clock was far ahead must not stop the refilling until the others' clocks get there.
        var (present, before) = (now.ToUnixTimeMilliseconds(), Filled > now.ToUnixTimeMilliseconds() + MostAhead ? now.ToUnixTimeMilliseconds() : Filled);
        var filled = Math.Max(before, present);
        var (full, least) = (perMinute * UnitsPerToken, -MostOverdrawn * perMinute * UnitsPerToken);
        // After eleven minutes every budget is full.
        var refill = Math.Min(filled - before, (MostOverdrawn + 1) * UnitsPerToken) * perMinute;
        var level = Math.Min(full, Math.Max(Level, least) + refill);
        level = Math.Clamp(level - (Math.Clamp(used, -MostPerMinute, MostOverdrawn * MostPerMinute) * UnitsPerToken), least, full);

        var granted = asks ? Math.Min(level / UnitsPerToken, Math.Max(1, perMinute / GrantsPerMinute)) : 0;
        var wait = granted > 0 ? 0 : Math.Max(0, UnitsPerToken - level) / (double)perMinute;
        return granted > 0 ? (new(level - (granted * UnitsPerToken), filled), new(granted, TimeSpan.Zero)) : (new(level, filled), new(0, TimeSpan.FromMilliseconds(Math.Ceiling(wait))));
    }

    private static long Bounded(long perMinute) => Math.Clamp(perMinute, 1, MostPerMinute);
}
