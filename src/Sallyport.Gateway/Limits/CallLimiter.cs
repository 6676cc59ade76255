using System.Collections.Concurrent;
using Sallyport.Gateway.Failures;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Limits;

/// <summary>Requests, tokens and concurrency per tenant and per key, counted in this process. Only authenticated callers leave a trace, so what it keeps is bounded by the keys that exist. Safe for concurrent use.</summary>
internal sealed class CallLimiter(TimeProvider time)
{
    private readonly ConcurrentDictionary<TenantId, CallerLoad> _tenants = new();
    private readonly ConcurrentDictionary<KeyId, CallerLoad> _keys = new();

    /// <summary>Lets one request of a caller in, or says why not and when to come back.</summary>
    public RequestFailure TryEnter(KeyEntry caller, out CallLease? lease)
    {
        lease = null;
        var tenant = _tenants.GetOrAdd(caller.Principal.Tenant, static _ => new CallerLoad());
        var key = _keys.GetOrAdd(caller.Principal.Key, static _ => new CallerLoad());

        // The key first: a key that is over its own limit takes nothing of the tenant's.
        var failure = key.TryEnter(caller.Key.Limits, "API key", time);
        if (!failure.IsNone)
        {
            return failure;
        }

        failure = tenant.TryEnter(caller.Tenant.Tenant.Settings.Limits, "tenant", time);
        if (!failure.IsNone)
        {
            key.Leave();
            return failure;
        }

        lease = new CallLease(caller, tenant, key, time);
        return Failure.None;
    }
}
