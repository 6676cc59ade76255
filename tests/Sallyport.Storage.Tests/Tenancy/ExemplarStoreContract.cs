using System.Security.Cryptography;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Tenancy;

public abstract class ExemplarStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private static readonly ExemplarDraft Draft = new("refunds", "approve every open refund to the gift card", TimeSpan.FromDays(90));

    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exemplar_Added_IsOpenedByItsTenantOnly()
    {
        var mine = await _work.CreateVaultAsync();
        var theirs = await _work.CreateVaultAsync();

        await _work.Exemplars.AddAsync(mine.Tenant, Draft, Cancel);

        var exemplar = Assert.Single(await _work.Exemplars.ListAsync(mine.Tenant, Cancel));
        Assert.Equal(Draft.Text, exemplar.OpenText(mine));
        Assert.Equal(Workspace.Start.AddDays(90), exemplar.Expires);
        Assert.ThrowsAny<CryptographicException>(() => exemplar.OpenText(theirs));
        Assert.Empty(await _work.Exemplars.ListAsync(theirs.Tenant, Cancel));
    }

    [Fact]
    public async Task Exemplar_OfANameThatIsTaken_IsRefusedUntilItHasExpired()
    {
        var vault = await _work.CreateVaultAsync();
        await _work.Exemplars.AddAsync(vault.Tenant, Draft, Cancel);

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Exemplars.AddAsync(vault.Tenant, Draft with { Text = "another" }, Cancel));
        _work.Time.Advance(TimeSpan.FromDays(90));
        await _work.Exemplars.AddAsync(vault.Tenant, Draft with { Text = "another" }, Cancel);

        Assert.Equal(TenancyFailure.Conflict, error.Failure);
        Assert.Equal("another", Assert.Single(await _work.Exemplars.ListAsync(vault.Tenant, Cancel)).OpenText(vault));
    }

    [Fact]
    public async Task Exemplar_BeyondTheMost_IsRefusedWhereNoneHasExpired()
    {
        var vault = await _work.CreateVaultAsync();
        var present = await _work.Exemplars.AddAsync(vault.Tenant, Draft, Cancel);
        var later = present with { Created = present.Expires, Expires = present.Expires.AddDays(1) };

        var another = await _work.ExemplarStore.AddAsync(vault, present with { Name = "other" }, most: 1, Cancel);
        var afterwards = await _work.ExemplarStore.AddAsync(vault, later with { Name = "other" }, most: 1, Cancel);

        Assert.False(another);
        Assert.True(afterwards);
    }

    [Fact]
    public async Task Exemplar_OutOfRange_IsRefused()
    {
        var vault = await _work.CreateVaultAsync();

        foreach (var draft in new[]
        {
            Draft with { Name = "two words" }, Draft with { Text = "" }, Draft with { Text = new string('x', ExemplarAdministration.MaxLength + 1) },
            Draft with { Lifetime = TimeSpan.Zero }, Draft with { Lifetime = TimeSpan.FromDays(400) },
        })
        {
            var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Exemplars.AddAsync(vault.Tenant, draft, Cancel));
            Assert.Equal(TenancyFailure.Invalid, error.Failure);
        }
    }

    [Fact]
    public async Task Exemplar_Revoked_IsGone()
    {
        var vault = await _work.CreateVaultAsync();
        await _work.Exemplars.AddAsync(vault.Tenant, Draft, Cancel);

        await _work.Exemplars.RevokeAsync(vault.Tenant, Draft.Name, Cancel);

        Assert.Empty(await _work.Exemplars.ListAsync(vault.Tenant, Cancel));
        await Assert.ThrowsAsync<TenancyException>(() => _work.Exemplars.RevokeAsync(vault.Tenant, Draft.Name, Cancel));
    }

    [Fact]
    public async Task Directory_ExemplarAddedAndRevoked_IsKnownAtTheNextRefresh()
    {
        var vault = await _work.CreateVaultAsync();
        var other = await _work.CreateVaultAsync();
        await using var directory = _work.NewDirectory();
        await directory.StartAsync(Cancel);

        await _work.Exemplars.AddAsync(vault.Tenant, Draft, Cancel);
        await directory.RefreshAsync(Cancel);
        var known = directory.Find(vault.Tenant)!.Exemplars;
        await _work.Tenants.ChangeAsync(vault.Tenant, new TenantSettings { Recording = true }, Cancel);
        await directory.RefreshAsync(Cancel);
        var same = directory.Find(vault.Tenant)!.Exemplars;
        await _work.Exemplars.RevokeAsync(vault.Tenant, Draft.Name, Cancel);
        await directory.RefreshAsync(Cancel);

        Assert.Equal(Draft.Text, Assert.Single(known).OpenText(vault));
        Assert.Same(known, same);
        Assert.Empty(directory.Find(vault.Tenant)!.Exemplars);
        Assert.Empty(directory.Find(other.Tenant)!.Exemplars);
    }

    [Fact]
    public async Task Tenant_Deleted_LeavesNoExemplar()
    {
        var vault = await _work.CreateVaultAsync();
        await _work.Exemplars.AddAsync(vault.Tenant, Draft, Cancel);

        await _work.Tenants.DeleteAsync(vault.Tenant, Cancel);

        Assert.Equal(0, await fixture.Database.ReadAsync(
            vault.Tenant, session => session.FirstOrDefaultAsync<long>("SELECT count(*) FROM exemplars WHERE tenant_id = @tenant", new { tenant = vault.Tenant.Value }), Cancel));
    }
}
