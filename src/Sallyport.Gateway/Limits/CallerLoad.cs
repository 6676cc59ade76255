using Sallyport.Gateway.Failures;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Limits;

/// <summary>What a tenant or a key has under way in this process. Safe for concurrent use.</summary>
internal sealed class CallerLoad(TokenAllowance tokens)
{
    private readonly Lock _lock = new();
    private RateBucket _requests;
    private long _open;

    /// <summary>What it may use of the tokens that all nodes share.</summary>
    public TokenAllowance Tokens => tokens;

    /// <summary>Lets one request in, or says why not.</summary>
    /// <param name="limits">The limits of now.</param>
    /// <param name="subject">Whose they are, as a caller is told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="mustAsk">The answer is open until <see cref="Tokens"/> have been asked for; nothing was taken.</param>
    public RequestFailure TryEnter(CallLimits limits, string subject, TimeProvider time, out bool mustAsk)
    {
        lock (_lock)
        {
            mustAsk = false;
            if (_open >= limits.Concurrency)
            {
                return new RequestFailure(Failure.ConcurrencyExhausted, $"The {subject}'s limit is {limits.Concurrency}.", TimeSpan.FromSeconds(1));
            }

            // The order matters: asking for tokens takes nothing, so that a refusal leaves the requests' bucket as it was.
            if (limits.TokensPerMinute is { } perMinute && !tokens.MayBegin(perMinute, out var wait, out mustAsk))
            {
                return new RequestFailure(Failure.TokensExhausted, $"The {subject}'s limit is {perMinute}.", wait);
            }

            if (limits.RequestsPerMinute is { } requests && !_requests.TryTake(requests, time, out wait))
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
    public void Draw(CallLimits limits, long used)
    {
        if (limits.TokensPerMinute is { } perMinute)
        {
            tokens.Draw(perMinute, used);
        }
    }
}
