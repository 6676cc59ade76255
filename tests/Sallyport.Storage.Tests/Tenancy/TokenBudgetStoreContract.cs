using Sallyport.Storage.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Tenancy;

public abstract class TokenBudgetStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private const long PerMinute = 400;

    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Budget_TakenByManyNodesAtOnce_IsGivenOnce()
    {
        var tenant = (await _work.CreateVaultAsync()).Tenant;

        var nodes = Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                var (store, taken) = (new TokenBudgetStore(fixture.Database), 0L);
                while (await store.TakeAsync(tenant, "tenant", PerMinute, 0, asks: true, Workspace.Start, Cancel) is { Tokens: > 0 } grant)
                {
                    taken += grant.Tokens;
                }

                return taken;
            },
            Cancel));

        Assert.Equal(PerMinute, (await Task.WhenAll(nodes)).Sum());
    }

    [Fact]
    public async Task Budget_Overdrawn_GrantsNothingUntilItIsMadeGood()
    {
        var tenant = (await _work.CreateVaultAsync()).Tenant;
        var (one, other) = (new TokenBudgetStore(fixture.Database), new TokenBudgetStore(fixture.Database));

        await one.TakeAsync(tenant, "tenant", PerMinute, 3 * PerMinute, asks: false, Workspace.Start, Cancel);
        var refused = await other.TakeAsync(tenant, "tenant", PerMinute, 0, asks: true, Workspace.Start, Cancel);
        var granted = await other.TakeAsync(tenant, "tenant", PerMinute, 0, asks: true, Workspace.Start + refused.Wait, Cancel);

        Assert.Equal(0, refused.Tokens);
        Assert.InRange(refused.Wait, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2.1));
        Assert.True(granted.Tokens > 0);
    }

    [Fact]
    public async Task Budgets_OfTenantsAndTheirKeys_AreApart()
    {
        var (mine, theirs) = ((await _work.CreateVaultAsync()).Tenant, (await _work.CreateVaultAsync()).Tenant);
        var store = new TokenBudgetStore(fixture.Database);

        await store.TakeAsync(mine, "tenant", PerMinute, 2 * PerMinute, asks: false, Workspace.Start, Cancel);

        Assert.Equal(0, (await store.TakeAsync(mine, "tenant", PerMinute, 0, asks: true, Workspace.Start, Cancel)).Tokens);
        Assert.True((await store.TakeAsync(mine, "key_1", PerMinute, 0, asks: true, Workspace.Start, Cancel)).Tokens > 0);
        Assert.True((await store.TakeAsync(theirs, "tenant", PerMinute, 0, asks: true, Workspace.Start, Cancel)).Tokens > 0);
    }
}
