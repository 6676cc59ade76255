using System.Data.Common;
using System.Security.Cryptography;
using Sallyport.Storage.Tests.Retrieval;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Tenancy;

public abstract class TenantStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tenant_Created_IsFoundByNameAndId()
    {
        var settings = new TenantSettings { Limits = new CallLimits(60, 100_000, 4), Recording = true, StrictLedger = true, StoredMegabytes = 7 };
        var name = Workspace.NewName();

        var created = await _work.Tenants.CreateAsync(name, settings, Cancel);

        Assert.Equal(created, await _work.Tenants.FindAsync(name.Value, Cancel));
        Assert.Equal(created, await _work.Tenants.FindAsync(created.Id.Value, Cancel));
        Assert.Contains(created, await _work.Tenants.ListAsync(Cancel));
        Assert.Equal(settings, created.Settings);
        Assert.Equal(Workspace.Start, created.Created);
    }

    [Fact]
    public async Task Tenant_NameTaken_IsRefused()
    {
        var first = await _work.CreateTenantAsync();

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Tenants.CreateAsync(first.Name, TenantSettings.Standard, Cancel));

        Assert.Equal(TenancyFailure.NameTaken, error.Failure);
    }

    [Fact]
    public async Task Tenant_CreatedManyTimesAtOnce_ExistsOnce()
    {
        var name = Workspace.NewName();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                await _work.Tenants.CreateAsync(name, TenantSettings.Standard, Cancel);
                return true;
            }
            catch (TenancyException)
            {
                return false;
            }
        })));

        Assert.Single(outcomes, true);
    }

    [Fact]
    public async Task Tenant_SettingsChanged_AreReadBack()
    {
        var tenant = await _work.CreateTenantAsync();
        var settings = new TenantSettings { Limits = new CallLimits(Concurrency: 2), Recording = true, StoredMegabytes = 3 };

        await _work.Tenants.ChangeAsync(tenant.Id, settings, Cancel);

        Assert.Equal(settings, (await _work.Tenants.FindAsync(tenant.Id.Value, Cancel)).Settings);
    }

    [Fact]
    public async Task Tenant_LimitOfZero_IsRefused()
    {
        var settings = new TenantSettings { Limits = new CallLimits(RequestsPerMinute: 0) };

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Tenants.CreateAsync(Workspace.NewName(), settings, Cancel));

        Assert.Equal(TenancyFailure.Invalid, error.Failure);
    }

    [Fact]
    public async Task Tenant_LimitOfNothingStored_IsRefused()
    {
        var tenant = await _work.CreateTenantAsync();

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Tenants.ChangeAsync(tenant.Id, new TenantSettings { StoredMegabytes = 0 }, Cancel));

        Assert.Equal(TenancyFailure.Invalid, error.Failure);
    }

    [Fact]
    public async Task Tenant_NamedAsAnothersIdentifier_IsRefusedSoThatTheOtherCanBeDeleted()
    {
        var (one, other) = (await _work.CreateTenantAsync(), await _work.CreateTenantAsync());
        var names = new { id = one.Id.Value, name = other.Id.Value, later = TenantId.New().Value };

        await Assert.ThrowsAnyAsync<DbException>(() => fixture.Database.WriteAsync(one.Id, session => session.ExecuteAsync("UPDATE tenants SET name = @name WHERE tenant_id = @id", names), Cancel));
        await Assert.ThrowsAnyAsync<DbException>(() => fixture.Database.WriteAsync(
            TenantId.Parse(names.later, null),
            session => session.ExecuteAsync(
                "INSERT INTO tenants (tenant_id, name, state, recording, strict_ledger, created, revision) VALUES (@later, @name, 'active', 0, 0, 0, 0)", names),
            Cancel));
        await _work.Tenants.DeleteAsync(other.Id, Cancel);

        Assert.Equal(one, await _work.Tenants.FindAsync(one.Id.Value, Cancel));
        await Assert.ThrowsAsync<TenancyException>(() => _work.Tenants.FindAsync(other.Id.Value, Cancel));
    }

    [Fact]
    public async Task Tenant_SuspendedByManyAtOnce_IsSuspendedByOne()
    {
        var tenant = await _work.CreateTenantAsync();

        var moves = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            _work.TenantStore.MoveAsync(tenant.Id, TenantState.Active, TenantState.Suspended, Cancel))));

        Assert.Single(moves, true);
        await _work.Tenants.ResumeAsync(tenant.Id, Cancel);
        Assert.Equal(TenantState.Active, (await _work.Tenants.FindAsync(tenant.Id.Value, Cancel)).State);
    }

    [Fact]
    public async Task Tenant_Deleted_LosesKeyAndFreesName()
    {
        var tenant = await _work.CreateTenantAsync();
        await _work.Keys.CreateAsync(tenant.Id, new KeyDraft(), Cancel);
        var vault = await _work.Vaults.OpenAsync(tenant.Id, Cancel);

        await _work.Tenants.DeleteAsync(tenant.Id, Cancel);

        Assert.Null(await _work.TenantStore.ReadWrappedKeyAsync(tenant.Id, Cancel));
        Assert.Empty(await _work.Keys.ListAsync(tenant.Id, Cancel));
        Assert.Throws<ObjectDisposedException>(() => vault.Seal("test", "text"u8, []));
        await Assert.ThrowsAsync<TenancyException>(() => _work.Tenants.FindAsync(tenant.Id.Value, Cancel));
        await Assert.ThrowsAsync<TenancyException>(async () => await _work.Vaults.OpenAsync(tenant.Id, Cancel));
        await Assert.ThrowsAsync<TenancyException>(() => _work.Keys.CreateAsync(tenant.Id, new KeyDraft(), Cancel));
        await _work.Tenants.CreateAsync(tenant.Name, TenantSettings.Standard, Cancel);
    }

    [Fact]
    public async Task Tenant_Deleted_IsStatedOnceWithTheHashOfItsKey()
    {
        var journal = new RecordingJournal();
        var tenants = new TenantAdministration(_work.TenantStore, _work.Master, _work.Vaults, _work.Time, journal);
        var tenant = (await _work.CreateTenantAsync()).Id;
        var wrapped = (await _work.TenantStore.ReadWrappedKeyAsync(tenant, Cancel))!;

        await tenants.DeleteAsync(tenant, Cancel);
        _work.Time.Advance(TimeSpan.FromMinutes(1));
        await tenants.CompleteDeletionsAsync(Cancel);

        AssertStated(Assert.Single(journal.Acts, act => act.Tenant == tenant), wrapped);
        await Assert.ThrowsAsync<TenancyException>(() => tenants.DeleteAsync(tenant, Cancel));
    }

    [Fact]
    public async Task Deletion_CutOffBeforeTheLedgerTells_IsStatedLater()
    {
        var journal = new RecordingJournal { IsBroken = true };
        var tenants = new TenantAdministration(_work.TenantStore, _work.Master, _work.Vaults, _work.Time, journal);
        var tenant = (await _work.CreateTenantAsync()).Id;
        var wrapped = (await _work.TenantStore.ReadWrappedKeyAsync(tenant, Cancel))!;
        await Assert.ThrowsAsync<IOException>(() => tenants.DeleteAsync(tenant, Cancel));
        Assert.Null(await _work.TenantStore.ReadWrappedKeyAsync(tenant, Cancel));
        journal.IsBroken = false;

        // Whoever deleted it may still be about to state it.
        await tenants.CompleteDeletionsAsync(Cancel);
        Assert.DoesNotContain(journal.Acts, act => act.Tenant == tenant);
        _work.Time.Advance(TimeSpan.FromMinutes(1));
        await tenants.CompleteDeletionsAsync(Cancel);
        await tenants.CompleteDeletionsAsync(Cancel);

        AssertStated(Assert.Single(journal.Acts, act => act.Tenant == tenant), wrapped);
    }

    [Fact]
    public async Task Vault_OpenedByAnotherProcess_OpensTheSame()
    {
        var vault = await _work.CreateVaultAsync();
        var box = vault.Seal("test", "text"u8, "row"u8);
        await using var database = await fixture.OpenAgainAsync();
        var other = new Workspace(database, _work.MasterText);

        var opened = (await other.Vaults.OpenAsync(vault.Tenant, Cancel)).Open("test", box, "row"u8);

        Assert.Equal("text"u8.ToArray(), opened);
    }

    private static void AssertStated(AdministrationAct act, byte[] wrapped)
    {
        Assert.Equal(AdministrationKinds.TenantDeleted, act.Kind);
        Assert.Equal(("destroyed_key_sha256", Convert.ToHexStringLower(SHA256.HashData(wrapped))), Assert.Single(act.Facts.Select(static fact => (fact.Key, fact.Value!))));
    }
}
