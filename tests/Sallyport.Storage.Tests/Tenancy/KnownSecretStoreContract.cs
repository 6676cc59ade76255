using System.Security.Cryptography;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Tenancy;

public abstract class KnownSecretStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secret_Set_IsOpenedByItsTenantOnly()
    {
        var mine = await _work.CreateVaultAsync();
        var theirs = await _work.CreateVaultAsync();

        await _work.KnownSecrets.SetAsync(mine.Tenant, "canary", "blue-heron-7741", Cancel);

        var secret = Assert.Single(await _work.KnownSecrets.ListAsync(mine.Tenant, Cancel));
        Assert.Equal("blue-heron-7741", secret.OpenValue(mine));
        Assert.ThrowsAny<CryptographicException>(() => secret.OpenValue(theirs));
        Assert.Empty(await _work.KnownSecrets.ListAsync(theirs.Tenant, Cancel));
    }

    [Fact]
    public async Task Secret_SetAgain_IsReplaced()
    {
        var vault = await _work.CreateVaultAsync();
        await _work.KnownSecrets.SetAsync(vault.Tenant, "canary", "blue-heron-7741", Cancel);

        await _work.KnownSecrets.SetAsync(vault.Tenant, "canary", "grey-heron-9902", Cancel);

        Assert.Equal("grey-heron-9902", Assert.Single(await _work.KnownSecrets.ListAsync(vault.Tenant, Cancel)).OpenValue(vault));
    }

    [Fact]
    public async Task Secret_BeyondTheMost_IsRefused()
    {
        var vault = await _work.CreateVaultAsync();
        await _work.KnownSecrets.SetAsync(vault.Tenant, "one", "blue-heron-7741", Cancel);
        var present = Assert.Single(await _work.KnownSecrets.ListAsync(vault.Tenant, Cancel));

        var another = await _work.KnownSecretStore.PutAsync(vault, present with { Name = "two" }, most: 1, Cancel);
        var same = await _work.KnownSecretStore.PutAsync(vault, present, most: 1, Cancel);

        Assert.False(another);
        Assert.True(same);
    }

    [Fact]
    public async Task Secret_BeyondTheLastThatATenantMayHave_IsRefusedAndSaysSo()
    {
        var vault = await _work.CreateVaultAsync();
        await _work.KnownSecrets.SetAsync(vault.Tenant, "canary", "blue-heron-7741", Cancel);
        var one = Assert.Single(await _work.KnownSecrets.ListAsync(vault.Tenant, Cancel));
        for (var i = 1; i < KnownSecretAdministration.MaxCount; i++)
        {
            await _work.KnownSecretStore.PutAsync(vault, one with { Name = $"canary-{i}" }, KnownSecretAdministration.MaxCount, Cancel);
        }

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.KnownSecrets.SetAsync(vault.Tenant, "one-more", "grey-heron-9902", Cancel));

        Assert.Equal(TenancyFailure.Conflict, error.Failure);
        Assert.Contains("1,000", error.Message, StringComparison.Ordinal);
        await _work.KnownSecrets.SetAsync(vault.Tenant, "canary", "grey-heron-9902", Cancel);
    }

    [Fact]
    public async Task Secret_TooShort_IsRefused()
    {
        var vault = await _work.CreateVaultAsync();

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.KnownSecrets.SetAsync(vault.Tenant, "pin", "1234", Cancel));

        Assert.Equal(TenancyFailure.Invalid, error.Failure);
    }

    [Fact]
    public async Task Secret_Removed_IsGone()
    {
        var vault = await _work.CreateVaultAsync();
        await _work.KnownSecrets.SetAsync(vault.Tenant, "canary", "blue-heron-7741", Cancel);

        await _work.KnownSecrets.RemoveAsync(vault.Tenant, "canary", Cancel);

        Assert.Empty(await _work.KnownSecrets.ListAsync(vault.Tenant, Cancel));
        await Assert.ThrowsAsync<TenancyException>(() => _work.KnownSecrets.RemoveAsync(vault.Tenant, "canary", Cancel));
    }
}
