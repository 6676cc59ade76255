namespace Sallyport.Gateway.Upstream;

/// <summary>How long an upstream may take.</summary>
/// <param name="Connect">To resolve, connect and agree on TLS.</param>
/// <param name="FirstByte">From the request's end to the answer's head.</param>
/// <param name="Idle">Between two pieces of an answer.</param>
/// <param name="Total">For everything together, retries included.</param>
internal sealed record UpstreamTimeouts(TimeSpan Connect, TimeSpan FirstByte, TimeSpan Idle, TimeSpan Total)
{
    /// <summary>10 s to connect, 5 minutes to the first byte (a reasoning model that does not stream takes minutes), 60 s between pieces, 15 minutes in all.</summary>
    public static UpstreamTimeouts Standard { get; } =
        new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(15));
}
