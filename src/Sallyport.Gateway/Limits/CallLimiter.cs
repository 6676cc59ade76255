using System.Collections.Concurrent;
using System.Data.Common;
using Sallyport.Gateway.Failures;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Limits;

/// <summary>
/// Requests and concurrency per tenant and per key, counted in this process; tokens, counted over all nodes. Only authenticated callers leave a trace, so what it
/// keeps is bounded by the keys that exist. Safe for concurrent use.
/// </summary>
internal sealed class CallLimiter(ITokenBudgetStore budgets, TimeProvider time)
{
    // A question that was under way may have been another's, or only have settled what was used.
    private const int MostQuestions = 4;

    private readonly ConcurrentDictionary<TenantId, CallerLoad> _tenants = new();
    private readonly ConcurrentDictionary<KeyId, CallerLoad> _keys = new();

    /// <summary>Lets one request of a caller in, or says why not and when to come back.</summary>
    /// <returns>The failure, or none and the request's place.</returns>
    public ValueTask<(RequestFailure Failure, CallLease? Lease)> EnterAsync(KeyEntry caller)
    {
        var tenant = _tenants.GetOrAdd(caller.Principal.Tenant, static (id, limiter) => limiter.LoadOf(id, "tenant"), this);
        var key = _keys.GetOrAdd(caller.Principal.Key, static (id, to) => to.Limiter.LoadOf(to.Tenant, id.Value), (Limiter: this, caller.Principal.Tenant));
        var failure = TryEnter(caller, tenant, key, out var lease, out var question);
        return question is null ? ValueTask.FromResult((failure, lease)) : AskAsync(caller, tenant, key, question);
    }

    private CallerLoad LoadOf(TenantId tenant, string subject) => new(new TokenAllowance(budgets, tenant, subject, time));

    private async ValueTask<(RequestFailure Failure, CallLease? Lease)> AskAsync(KeyEntry caller, CallerLoad tenant, CallerLoad key, Func<Task>? question)
    {
        RequestFailure failure = Failure.LimitsUnavailable;
        CallLease? lease = null;
        for (var asked = 0; question is not null && asked < MostQuestions; asked++)
        {
            try
            {
                await question();
            }
            catch (Exception exception) when (exception is DbException or TimeoutException)
            {
                return (new RequestFailure(Failure.LimitsUnavailable, RetryAfter: TimeSpan.FromSeconds(5)), null);
            }

            failure = TryEnter(caller, tenant, key, out lease, out question);
        }

        return (failure, lease);
    }

    private RequestFailure TryEnter(KeyEntry caller, CallerLoad tenant, CallerLoad key, out CallLease? lease, out Func<Task>? question)
    {
        lease = null;
        question = null;
        var (keyLimits, tenantLimits) = (caller.Key.Limits, caller.Tenant.Tenant.Settings.Limits);

        // The key first: a key that is over its own limit takes nothing of the tenant's.
        var failure = key.TryEnter(keyLimits, "API key", time, out var mustAsk);
        if (!failure.IsNone)
        {
            question = mustAsk ? () => key.Tokens.AskAsync(keyLimits.TokensPerMinute!.Value) : null;
            return failure;
        }

        failure = tenant.TryEnter(tenantLimits, "tenant", time, out mustAsk);
        if (!failure.IsNone)
        {
            key.Leave();
            question = mustAsk ? () => tenant.Tokens.AskAsync(tenantLimits.TokensPerMinute!.Value) : null;
            return failure;
        }

        lease = new CallLease(caller, tenant, key);
        return Failure.None;
    }
}
