using System.Text;
using Sallyport.Issuance;
using Sallyport.Storage.Issuance;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Issuance;

public abstract class IssuedItemStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private readonly Workspace _work = new(fixture.Database);
    private readonly IssuedItemStore _store = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Item_Kept_IsKnownToAnotherNodeAndAfterARestart()
    {
        var vault = await _work.CreateVaultAsync();
        await NewNode().KeepAsync(vault, [Digest(vault, "one"), Digest(vault, "two")], Cancel);

        var other = NewNode();

        Assert.True(await other.WasIssuedAsync(vault, Digest(vault, "one"), Cancel));
        Assert.True(await other.WasIssuedAsync(vault, Digest(vault, "two"), Cancel));
        Assert.False(await other.WasIssuedAsync(vault, Digest(vault, "three"), Cancel));
    }

    [Fact]
    public async Task Item_OfAnotherTenant_IsNotKnown()
    {
        var mine = await _work.CreateVaultAsync();
        var theirs = await _work.CreateVaultAsync();
        var node = NewNode();
        await node.KeepAsync(mine, [Digest(mine, "one")], Cancel);

        Assert.False(await node.WasIssuedAsync(theirs, Digest(theirs, "one"), Cancel));
        Assert.False(await node.WasIssuedAsync(theirs, Digest(mine, "one"), Cancel));
    }

    [Fact]
    public async Task Item_UsedAgain_LastsFromThenOn()
    {
        var vault = await _work.CreateVaultAsync();
        await NewNode().KeepAsync(vault, [Digest(vault, "used"), Digest(vault, "left")], Cancel);

        _work.Time.Advance(TimeSpan.FromDays(20));
        Assert.True(await NewNode().WasIssuedAsync(vault, Digest(vault, "used"), Cancel));
        _work.Time.Advance(TimeSpan.FromDays(20));

        Assert.True(await NewNode().WasIssuedAsync(vault, Digest(vault, "used"), Cancel));
        Assert.False(await NewNode().WasIssuedAsync(vault, Digest(vault, "left"), Cancel));
        await NewNode().PurgeAsync(Cancel);
        Assert.Null(await _store.FindAsync(vault, Digest(vault, "left"), Workspace.Start, Cancel));
        Assert.NotNull(await _store.FindAsync(vault, Digest(vault, "used"), Workspace.Start, Cancel));
    }

    [Fact]
    public async Task Purge_MoreThanATenantMayHave_DropsWhatExpiresFirst()
    {
        var vault = await _work.CreateVaultAsync();
        string[] items = ["a", "b", "c", "d"];
        for (var i = 0; i < items.Length; i++)
        {
            await _store.KeepAsync(vault, [Digest(vault, items[i])], Workspace.Start.AddDays(30 + i), Cancel);
        }

        await _store.PurgeAsync(Workspace.Start, mostPerTenant: 2, Cancel);

        var left = new List<string>();
        foreach (var item in items)
        {
            if (await _store.FindAsync(vault, Digest(vault, item), Workspace.Start, Cancel) is not null)
            {
                left.Add(item);
            }
        }

        Assert.Equal(["c", "d"], left);
    }

    [Fact]
    public async Task Item_OfADeletedTenant_IsGoneAndNotKeptAnew()
    {
        var tenant = await _work.CreateTenantAsync();
        var vault = await _work.Vaults.OpenAsync(tenant.Id, Cancel);
        var digest = Digest(vault, "one");
        await _store.KeepAsync(vault, [digest], Workspace.Start.AddDays(1), Cancel);

        await _work.Tenants.DeleteAsync(tenant.Id, Cancel);

        Assert.Null(await _store.FindAsync(vault, digest, Workspace.Start, Cancel));
        await _store.KeepAsync(vault, [digest], Workspace.Start.AddDays(1), Cancel);
        Assert.Null(await _store.FindAsync(vault, digest, Workspace.Start, Cancel));
    }

    private static byte[] Digest(TenantVault vault, string item) => IssuedItems.DigestOf(vault, Encoding.UTF8.GetBytes(item));

    private IssuedItems NewNode() => new(_store, _work.Time);
}
