using Sallyport.Gateway.Failures;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Limits;

/// <summary>What a tenant or a key has under way in this process. Safe for concurrent use.</summary>
internal sealed class CallerLoad
{
    private readonly Lock _lock = new();
    private RateBucket _requests;
    private RateBucket _tokens;
    private long _open;

    /// <summary>Lets one request in, or says why not.</summary>
    public RequestFailure TryEnter(CallLimits limits, string subject, TimeProvider time)
    {
        lock (_lock)
        {
            if (_open >= limits.Concurrency)
            {
                return new RequestFailure(Failure.ConcurrencyExhausted, $"The {subject}'s limit is {limits.Concurrency}.", TimeSpan.FromSeconds(1));
            }

            // The order matters: asking for tokens takes nothing, so that a refusal leaves the requests' bucket as it was.
            if (limits.TokensPerMinute is { } tokens && !_tokens.TryTake(tokens, 0, time, out var wait))
            {
                return new RequestFailure(Failure.TokensExhausted, $"The {subject}'s limit is {tokens}.", wait);
            }

            if (limits.RequestsPerMinute is { } requests && !_requests.TryTake(requests, 1, time, out wait))
            {
                return new RequestFailure(Failure.RequestsExhausted, $"The {subject}'s limit is {requests}.", wait);
            }

            _open++;
            return Failure.None;
        }
    }

    /// <summary>A request that was let in is over.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _open--;
        }
    }

    /// <summary>Counts tokens that a request has used.</summary>
    public void Draw(CallLimits limits, long tokens, TimeProvider time)
    {
        if (limits.TokensPerMinute is { } perMinute)
        {
            lock (_lock)
            {
                _tokens.Draw(perMinute, tokens, time);
            }
        }
    }
}
