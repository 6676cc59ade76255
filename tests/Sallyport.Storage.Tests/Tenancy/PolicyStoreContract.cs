using System.Security.Cryptography;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Tenancy;

public abstract class PolicyStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policy_Added_IsADraftUnderTheNextNumber()
    {
        var tenant = (await _work.CreateTenantAsync()).Id;

        var first = await _work.Policies.AddAsync(tenant, "mode: observe", "ann", Cancel);
        var second = await _work.Policies.AddAsync(tenant, "mode: enforce", "bob", Cancel);

        Assert.Equal((1, 2), (first.Version, second.Version));
        var listed = await _work.Policies.ListAsync(tenant, Cancel);
        Assert.Equal([2, 1], listed.Select(version => version.Version));
        Assert.All(listed, version => Assert.Equal(PolicyState.Draft, version.State));
        Assert.Equal(["bob", "ann"], listed.Select(version => version.Author));
        Assert.Equal("mode: observe", await _work.Policies.ReadTextAsync(tenant, 1, Cancel));
    }

    [Fact]
    public async Task Policy_AddedByManyAtOnce_GetsDistinctNumbers()
    {
        var tenant = (await _work.CreateTenantAsync()).Id;

        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => _work.Policies.AddAsync(tenant, $"n: {i}", "ann", Cancel))));

        Assert.Equal(Enumerable.Range(1, 8).Select(i => (long)i), added.Select(version => version.Version).Order());
    }

    [Fact]
    public async Task Policy_Activated_ReplacesTheOneInForceAndCanComeBack()
    {
        var tenant = (await _work.CreateTenantAsync()).Id;
        await _work.Policies.AddAsync(tenant, "n: 1", "ann", Cancel);
        await _work.Policies.AddAsync(tenant, "n: 2", "ann", Cancel);

        await _work.Policies.ActivateAsync(tenant, 1, Cancel);
        await _work.Policies.ActivateAsync(tenant, 2, Cancel);
        await _work.Policies.ActivateAsync(tenant, 1, Cancel);

        var states = (await _work.Policies.ListAsync(tenant, Cancel)).ToDictionary(version => version.Version, version => version.State);
        Assert.Equal(PolicyState.Active, states[1]);
        Assert.Equal(PolicyState.Retired, states[2]);
        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Policies.ActivateAsync(tenant, 1, Cancel));
        Assert.Equal(TenancyFailure.Conflict, error.Failure);
    }

    [Fact]
    public async Task Policy_ActivatedByManyAtOnce_IsPutInForceByOne()
    {
        var vault = await _work.CreateVaultAsync();
        for (var i = 0; i < 8; i++)
        {
            await _work.Policies.AddAsync(vault.Tenant, $"n: {i}", "ann", Cancel);
        }

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(version => Task.Run(() =>
            _work.PolicyStore.ActivateAsync(vault, version, inForce: null, Workspace.Start, Cancel))));

        Assert.Single(outcomes, true);
        Assert.Single(await _work.Policies.ListAsync(vault.Tenant, Cancel), version => version.State == PolicyState.Active);
    }

    [Fact]
    public async Task Policy_ThatDoesNotExist_IsNotFound()
    {
        var tenant = (await _work.CreateTenantAsync()).Id;

        var activated = await Assert.ThrowsAsync<TenancyException>(() => _work.Policies.ActivateAsync(tenant, 7, Cancel));
        var read = await Assert.ThrowsAsync<TenancyException>(() => _work.Policies.ReadTextAsync(tenant, 7, Cancel));

        Assert.Equal(TenancyFailure.NotFound, activated.Failure);
        Assert.Equal(TenancyFailure.NotFound, read.Failure);
    }

    [Fact]
    public async Task Policy_OfAnotherTenantOrNumber_IsNotOpened()
    {
        var mine = await _work.CreateVaultAsync();
        var theirs = await _work.CreateVaultAsync();
        var version = await _work.Policies.AddAsync(mine.Tenant, "n: 1", "ann", Cancel);

        Assert.Empty(await _work.Policies.ListAsync(theirs.Tenant, Cancel));
        Assert.ThrowsAny<CryptographicException>(() => version.OpenText(theirs));
        Assert.ThrowsAny<CryptographicException>(() => (version with { Version = 2 }).OpenText(mine));
    }
}
