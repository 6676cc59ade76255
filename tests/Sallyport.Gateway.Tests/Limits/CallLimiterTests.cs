using System.Data.Common;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Limits;
using Sallyport.Storage.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Gateway.Tests.Limits;

public sealed class CallLimiterTests
{
    private const long PerMinute = 1_000;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Tokens_UsedAtOneNode_AreMissingAtTheOther()
    {
        var caller = await CallerAsync();
        var store = new TokenBudgetStore((await TestInstallation.Instance).Database);
        var (one, other) = (new CallLimiter(store, _time), new CallLimiter(store, _time));

        var used = await UseAsync(one, caller, 3 * PerMinute);
        // What was used is settled in the background; whoever comes next at that node waits for it.
        var again = await one.EnterAsync(caller);
        var refused = await other.EnterAsync(caller);
        _time.Advance(TimeSpan.FromMinutes(2.1));
        var later = await other.EnterAsync(caller);

        Assert.True(used.IsNone);
        Assert.Equal(Failure.TokensExhausted, again.Failure.Failure);
        Assert.Equal(Failure.TokensExhausted, refused.Failure.Failure);
        Assert.InRange(refused.Failure.RetryAfter!.Value, TimeSpan.FromMinutes(1.9), TimeSpan.FromMinutes(2.1));
        Assert.True(later.Failure.IsNone);
    }

    [Fact]
    public async Task Tokens_ByManyCallersAtTwoNodes_AreUsedUpTogether()
    {
        var caller = await CallerAsync();
        var store = new TokenBudgetStore((await TestInstallation.Instance).Database);
        CallLimiter[] nodes = [new(store, _time), new(store, _time)];

        var let = await Task.WhenAll(Enumerable.Range(0, 16).Select(async worker =>
        {
            var count = 0;
            while ((await UseAsync(nodes[worker % 2], caller, 10)).IsNone)
            {
                count++;
            }

            return count;
        }));

        // A request that is let in uses what is only known afterwards: each worker may be ahead of the count by one, and what a node has taken may be left there.
        Assert.InRange(let.Sum() * 10L, PerMinute - (2 * PerMinute / 20), PerMinute + (16 * 10));
    }

    [Fact]
    public async Task Store_Away_RefusesWhoHasALimitOfTokensAndNobodyElse()
    {
        var limited = await CallerAsync();
        var unlimited = await CallerAsync(CallLimits.None);
        var limiter = new CallLimiter(new AbsentStore(), _time);

        var refused = await limiter.EnterAsync(limited);
        var passed = await limiter.EnterAsync(unlimited);

        Assert.Equal(Failure.LimitsUnavailable, refused.Failure.Failure);
        Assert.NotNull(refused.Failure.RetryAfter);
        Assert.Null(refused.Lease);
        Assert.True(passed.Failure.IsNone);
    }

    [Fact]
    public async Task Store_AwayWhileTokensAreSettled_TheyStayOwed()
    {
        var caller = await CallerAsync();
        var store = new SwitchedStore(new TokenBudgetStore((await TestInstallation.Instance).Database));
        var limiter = new CallLimiter(store, _time);
        var (_, lease) = await limiter.EnterAsync(caller);

        store.IsAway = true;
        lease!.ReportTokens(3 * PerMinute);
        lease.Dispose();
        var away = await limiter.EnterAsync(caller);
        store.IsAway = false;
        var back = await limiter.EnterAsync(caller);

        Assert.Equal(Failure.LimitsUnavailable, away.Failure.Failure);
        Assert.Equal(Failure.TokensExhausted, back.Failure.Failure);
    }

    private static async Task<RequestFailure> UseAsync(CallLimiter node, KeyEntry caller, long tokens)
    {
        var (failure, lease) = await node.EnterAsync(caller);
        lease?.ReportTokens(tokens);
        lease?.Dispose();
        return failure;
    }

    private static async Task<KeyEntry> CallerAsync(CallLimits? limits = null)
    {
        var (_, key) = await TestInstallation.CreateTenantAsync(key: new KeyDraft { Limits = limits ?? new CallLimits(TokensPerMinute: PerMinute) });
        return (await TestInstallation.Instance).Directory.Find(key.Secret).Entry!;
    }

    private sealed class AbsentStore : ITokenBudgetStore
    {
        public Task<TokenGrant> TakeAsync(TenantId tenant, string subject, long perMinute, long used, bool asks, DateTimeOffset now, CancellationToken cancellationToken) =>
            Task.FromException<TokenGrant>(new AwayException());
    }

    private sealed class SwitchedStore(ITokenBudgetStore inner) : ITokenBudgetStore
    {
        public bool IsAway { get; set; }

        public Task<TokenGrant> TakeAsync(TenantId tenant, string subject, long perMinute, long used, bool asks, DateTimeOffset now, CancellationToken cancellationToken) =>
            IsAway ? Task.FromException<TokenGrant>(new AwayException()) : inner.TakeAsync(tenant, subject, perMinute, used, asks, now, cancellationToken);
    }

    private sealed class AwayException : DbException;
}
