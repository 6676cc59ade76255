using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Tenancy;

public abstract class DirectoryStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Directory_Started_KnowsTenantsKeysUpstreamsPolicyAndSecrets()
    {
        var vault = await _work.CreateVaultAsync();
        var key = await _work.Keys.CreateAsync(vault.Tenant, new KeyDraft { Agent = "bot", Clearances = ["legal"] }, Cancel);
        await _work.Upstreams.AddAsync(vault.Tenant, new UpstreamDraft { Name = "main", Kind = UpstreamKind.OpenAi, Address = new Uri("https://host/"), Credential = "sk-1" }, Cancel);
        await _work.Policies.AddAsync(vault.Tenant, "n: 1", "ann", Cancel);
        await _work.Policies.ActivateAsync(vault.Tenant, 1, Cancel);
        await _work.KnownSecrets.SetAsync(vault.Tenant, "canary", "blue-heron-7741", Cancel);
        await using var directory = _work.NewDirectory();

        await directory.StartAsync(Cancel);

        var found = directory.Find(key.Secret);
        Assert.Equal(KeyRefusal.None, found.Refusal);
        Assert.Equal(new Principal(vault.Tenant, key.Key.Id, "bot", Scopes.Infer | Scopes.Embed) { Clearances = found.Entry!.Principal.Clearances }, found.Entry.Principal);
        Assert.Equal(["legal"], found.Entry.Principal.Clearances);
        var tenant = found.Entry.Tenant;
        Assert.Same(tenant, directory.Find(vault.Tenant));
        Assert.Equal("sk-1", Assert.Single(tenant.Upstreams).OpenCredential(tenant.Vault));
        Assert.Equal(new ActivePolicy(1, "n: 1"), tenant.Policy);
        Assert.Equal("blue-heron-7741", Assert.Single(tenant.KnownSecrets).OpenValue(tenant.Vault));
    }

    [Fact]
    public async Task Directory_KeyCreatedByAnotherProcess_IsKnownAfterOnePoll()
    {
        var tenant = await _work.CreateTenantAsync();
        await using var directory = _work.NewDirectory();
        await directory.StartAsync(Cancel);
        await using var database = await fixture.OpenAgainAsync();
        var other = new Workspace(database, _work.MasterText);

        var key = await other.Keys.CreateAsync(tenant.Id, new KeyDraft(), Cancel);

        Assert.Equal(KeyRefusal.Unknown, directory.Find(key.Secret).Refusal);
        await PollUntilAsync(() => directory.Find(key.Secret).Refusal == KeyRefusal.None);
    }

    [Fact]
    public async Task Directory_ChangeOfOneTenant_LeavesTheOthersAndKeepsWhatIsCompiled()
    {
        var one = await _work.CreateTenantAsync();
        var two = await _work.CreateTenantAsync();
        await _work.Policies.AddAsync(one.Id, "n: 1", "ann", Cancel);
        await _work.Policies.ActivateAsync(one.Id, 1, Cancel);
        await using var directory = _work.NewDirectory();
        await directory.StartAsync(Cancel);
        var (before, untouched) = (directory.Find(one.Id)!, directory.Find(two.Id)!);

        await _work.Tenants.ChangeAsync(one.Id, new TenantSettings { Recording = true }, Cancel);
        await directory.RefreshAsync(Cancel);

        var after = directory.Find(one.Id)!;
        Assert.True(after.Tenant.Settings.Recording);
        Assert.NotSame(before, after);
        Assert.Same(before.Policy, after.Policy);
        Assert.Same(untouched, directory.Find(two.Id));
    }

    [Fact]
    public async Task Directory_KeyRevokedExpiredSuspendedOrDeleted_IsRefusedWithItsReason()
    {
        var tenant = await _work.CreateTenantAsync();
        var gone = await _work.CreateTenantAsync();
        var revoked = await _work.Keys.CreateAsync(tenant.Id, new KeyDraft(), Cancel);
        var expiring = await _work.Keys.CreateAsync(tenant.Id, new KeyDraft { Expires = Workspace.Start.AddMinutes(1) }, Cancel);
        var good = await _work.Keys.CreateAsync(tenant.Id, new KeyDraft(), Cancel);
        var orphan = await _work.Keys.CreateAsync(gone.Id, new KeyDraft(), Cancel);
        await using var directory = _work.NewDirectory();
        await directory.StartAsync(Cancel);

        await _work.Keys.RevokeAsync(tenant.Id, revoked.Key.Id, Cancel);
        await _work.Tenants.DeleteAsync(gone.Id, Cancel);
        await directory.RefreshAsync(Cancel);

        Assert.Equal(KeyRefusal.Revoked, directory.Find(revoked.Secret).Refusal);
        Assert.Equal(KeyRefusal.Unknown, directory.Find(orphan.Secret).Refusal);
        Assert.Null(directory.Find(gone.Id));
        Assert.Equal(KeyRefusal.None, directory.Find(expiring.Secret).Refusal);
        _work.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(KeyRefusal.Expired, directory.Find(expiring.Secret).Refusal);
        await _work.Tenants.SuspendAsync(tenant.Id, Cancel);
        await directory.RefreshAsync(Cancel);
        Assert.Equal(KeyRefusal.TenantSuspended, directory.Find(good.Secret).Refusal);
    }

    [Fact]
    public async Task Directory_WrongSecretForAKnownKey_IsUnknown()
    {
        var tenant = await _work.CreateTenantAsync();
        var key = await _work.Keys.CreateAsync(tenant.Id, new KeyDraft(), Cancel);
        await using var directory = _work.NewDirectory();
        await directory.StartAsync(Cancel);
        var last = key.Secret[^1] == 'A' ? 'B' : 'A';

        foreach (var presented in new[] { key.Secret[..^1] + last, key.Secret + "A", key.Secret[..^1], key.Secret.ToUpperInvariant(), "", "sp_", new string('ä', KeyText.Length) })
        {
            var found = directory.Find(presented);

            Assert.Equal(new KeyLookup(null, KeyRefusal.Unknown), found);
        }
    }

    [Fact]
    public async Task Directory_LookUp_AllocatesNothing()
    {
        var tenant = await _work.CreateTenantAsync();
        var key = await _work.Keys.CreateAsync(tenant.Id, new KeyDraft { Expires = Workspace.Start.AddDays(1) }, Cancel);
        await using var directory = _work.NewDirectory();
        await directory.StartAsync(Cancel);
        directory.Find(key.Secret);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            directory.Find(key.Secret);
            directory.Find("sp_0123456789abcdef_unknown");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private async Task PollUntilAsync(Func<bool> condition)
    {
        // Moves the clock by one interval at a time; each poll's own I/O runs in real time.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            _work.Time.Advance(TenantDirectory.PollInterval);
            await Task.Delay(10, patience.Token);
        }
    }
}
