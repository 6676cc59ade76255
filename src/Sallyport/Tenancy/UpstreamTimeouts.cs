namespace Sallyport.Tenancy;

/// <summary>How long an upstream is waited for. Each is 1 ms to 1 hour, to the millisecond.</summary>
/// <param name="Connect">For a connection, TLS included.</param>
/// <param name="FirstByte">From the request's end to the first byte of the answer.</param>
/// <param name="Idle">Between two reads of the answer.</param>
/// <param name="Total">For the whole exchange.</param>
public sealed record UpstreamTimeouts(TimeSpan Connect, TimeSpan FirstByte, TimeSpan Idle, TimeSpan Total)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>10 s to connect; 5 min to the first byte, since a reasoning model thinks before it answers; 2 min idle; 20 min in all.</summary>
    public static UpstreamTimeouts Standard { get; } =
        new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(20));

    internal void Check()
    {
        foreach (var time in (ReadOnlySpan<TimeSpan>)[Connect, FirstByte, Idle, Total])
        {
            if (time < TimeSpan.FromMilliseconds(1) || time > Longest)
            {
                throw new TenancyException(TenancyFailure.Invalid, "A time-out is 1 ms to 1 hour.");
            }
        }
    }
}
