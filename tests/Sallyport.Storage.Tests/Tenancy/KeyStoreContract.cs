using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Tenancy;

public abstract class KeyStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_Created_IsListedWithAllItsProperties()
    {
        var tenant = await _work.CreateTenantAsync();
        var draft = new KeyDraft
        {
            Scopes = Scopes.Infer | Scopes.Explain | Scopes.Retrieve | Scopes.Ingest,
            Agent = "billing-bot",
            Clearances = ["legal", "board.2026"],
            Expires = Workspace.Start.AddDays(1),
            Limits = new CallLimits(10, 20, 30),
        };

        var issued = await _work.Keys.CreateAsync(tenant.Id, draft, Cancel);

        var listed = Assert.Single(await _work.Keys.ListAsync(tenant.Id, Cancel));
        Assert.Equal(issued.Key with { Clearances = listed.Clearances }, listed);
        Assert.Equal(draft.Clearances, listed.Clearances);
        Assert.Equal(draft.Scopes, listed.Scopes);
        Assert.Equal("billing-bot", listed.Agent);
        Assert.Equal(draft.Expires, listed.Expires);
        Assert.Equal(draft.Limits, listed.Limits);
        Assert.True(KeyText.IsWellFormed(issued.Secret));
    }

    [Fact]
    public async Task Key_OfAnotherTenant_IsNeitherListedNorRevoked()
    {
        var mine = await _work.CreateTenantAsync();
        var theirs = await _work.CreateTenantAsync();
        var key = await _work.Keys.CreateAsync(mine.Id, new KeyDraft(), Cancel);

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Keys.RevokeAsync(theirs.Id, key.Key.Id, Cancel));

        Assert.Equal(TenancyFailure.NotFound, error.Failure);
        Assert.Empty(await _work.Keys.ListAsync(theirs.Id, Cancel));
        Assert.Null(Assert.Single(await _work.Keys.ListAsync(mine.Id, Cancel)).Revoked);
    }

    [Fact]
    public async Task Key_RevokedTwice_KeepsItsFirstTime()
    {
        var tenant = await _work.CreateTenantAsync();
        var key = await _work.Keys.CreateAsync(tenant.Id, new KeyDraft(), Cancel);

        await _work.Keys.RevokeAsync(tenant.Id, key.Key.Id, Cancel);
        _work.Time.Advance(TimeSpan.FromHours(1));
        await _work.Keys.RevokeAsync(tenant.Id, key.Key.Id, Cancel);

        Assert.Equal(Workspace.Start, Assert.Single(await _work.Keys.ListAsync(tenant.Id, Cancel)).Revoked);
    }

    [Fact]
    public async Task Key_Rotated_StaysValidUntilTheOverlapIsOver()
    {
        var tenant = await _work.CreateTenantAsync();
        var old = await _work.Keys.CreateAsync(tenant.Id, new KeyDraft { Agent = "bot", Scopes = Scopes.Embed, Clearances = ["legal"] }, Cancel);
        _work.Time.Advance(TimeSpan.FromMinutes(1));

        var successor = await _work.Keys.RotateAsync(tenant.Id, old.Key.Id, TimeSpan.FromHours(2), Cancel);

        var keys = await _work.Keys.ListAsync(tenant.Id, Cancel);
        Assert.Equal([successor.Key.Id, old.Key.Id], keys.Select(key => key.Id));
        Assert.Equal(Workspace.Start.AddMinutes(121), keys[1].Expires);
        Assert.Equal(old.Key.Id, successor.Key.Replaces);
        Assert.Equal("bot", successor.Key.Agent);
        Assert.Equal(Scopes.Embed, successor.Key.Scopes);
        Assert.Equal(["legal"], successor.Key.Clearances);
        Assert.All(keys, key => Assert.Equal(["legal"], key.Clearances));
        Assert.Null(successor.Key.Expires);
        Assert.NotEqual(old.Secret, successor.Secret);
    }

    [Fact]
    public async Task Key_RotatedAfterRevocation_IsRefusedAndAddsNothing()
    {
        var tenant = await _work.CreateTenantAsync();
        var old = await _work.Keys.CreateAsync(tenant.Id, new KeyDraft(), Cancel);
        await _work.Keys.RevokeAsync(tenant.Id, old.Key.Id, Cancel);

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Keys.RotateAsync(tenant.Id, old.Key.Id, TimeSpan.Zero, Cancel));

        Assert.Equal(TenancyFailure.Conflict, error.Failure);
        Assert.Single(await _work.Keys.ListAsync(tenant.Id, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("board,legal")]
    [InlineData("legal|legal")]
    [InlineData("Vorstand intern")]
    [InlineData("legal|ask")]
    [InlineData("Ask")]
    public async Task Key_ClearancesOutOfForm_AreRefused(string names)
    {
        var tenant = await _work.CreateTenantAsync();

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Keys.CreateAsync(tenant.Id, new KeyDraft { Clearances = names.Split('|') }, Cancel));

        Assert.Equal(TenancyFailure.Invalid, error.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bot one")]
    [InlineData("böt")]
    public async Task Key_AgentLabelOutOfForm_IsRefused(string agent)
    {
        var tenant = await _work.CreateTenantAsync();

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Keys.CreateAsync(tenant.Id, new KeyDraft { Agent = agent }, Cancel));

        Assert.Equal(TenancyFailure.Invalid, error.Failure);
    }

    [Fact]
    public async Task Key_OfNoTenant_IsRefused()
    {
        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Keys.CreateAsync(TenantId.New(), new KeyDraft(), Cancel));

        Assert.Equal(TenancyFailure.NotFound, error.Failure);
    }
}
