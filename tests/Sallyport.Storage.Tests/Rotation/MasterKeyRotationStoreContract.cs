using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Storage.Rotation;
using Sallyport.Storage.Tests.Retrieval;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Rotation;

public abstract class MasterKeyRotationStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>, IAsyncLifetime, IDisposable
    where TFixture : class, IDatabaseFixture
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MasterKeyFile File => new(Path.Combine(_folder.Location, "master-key"), dataFolder: null);

    // The class's database belongs to whichever test runs.
    public async ValueTask InitializeAsync() =>
        await fixture.Database.WriteAsync(DatabaseScope.Installation, session => session.ExecuteAsync("UPDATE instance SET master_check = NULL, master_check_before = NULL, signing_key = NULL WHERE id = 1"), Cancel);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Rotation_WhileAServerRuns_IsFollowedByItAndLosesNothing()
    {
        await using var server = await OpenAsync();
        await server.Directory.RefreshAsync(Cancel);
        var work = new Workspace(fixture.Database, await System.IO.File.ReadAllTextAsync(File.Location, Cancel));
        await ForgetOthersAsync();
        var contents = await TenantContents.WriteAsync(work);
        var suspended = await work.CreateTenantAsync();
        var verifier = server.SigningKey.VerifierKey;
        var journal = new RecordingJournal();

        await using (var command = await OpenAsync())
        {
            command.RecordTo(journal);
            var next = await File.CreateNextAsync(Cancel);
            var check = next.CheckValue();
            Assert.Equal(2, await command.RotateMasterKeyAsync(next, Cancel));
            await File.AcceptNextAsync(check, Cancel);
            await command.TellMasterKeyRotationAsync(Cancel);
            await command.TellMasterKeyRotationAsync(Cancel);
        }

        await server.Directory.RefreshAsync(Cancel);
        Assert.False(server.Vaults.IsMasterKeyBehind);
        await contents.AssertReadableAsync(work, await server.Vaults.OpenAsync(contents.Tenant, Cancel));
        await server.Tenants.CreateAsync(Workspace.NewName(), TenantSettings.Standard, Cancel);
        await using var later = await OpenAsync();
        await contents.AssertReadableAsync(work, await later.Vaults.OpenAsync(contents.Tenant, Cancel));
        Assert.Equal(verifier, later.SigningKey.VerifierKey);
        Assert.Equal(2, journal.Acts.Count(static act => act.Kind == AdministrationKinds.MasterKeyRotated));
        Assert.Contains(suspended.Id, journal.Acts.Select(static act => act.Tenant));
        Assert.Single(Directory.GetFiles(_folder.Location, "*.old"));
    }

    [Fact]
    public async Task Rotation_KilledBeforeTheNewFileTakesTheOldOnesPlace_IsFinishedByTheNextStart()
    {
        await using (await OpenAsync())
        {
            await ForgetOthersAsync();
        }

        var work = new Workspace(fixture.Database, await System.IO.File.ReadAllTextAsync(File.Location, Cancel));
        var contents = await TenantContents.WriteAsync(work);
        using (var next = await File.CreateNextAsync(Cancel))
        {
            // Killed here: nothing has happened, and the next start goes on with the old key.
            await using (await OpenAsync())
            {
            }

            using var present = await File.ReadAsync(mayCreate: false, Cancel);
            await MasterKeyRotation.RunAsync(fixture.Database, present, next, Cancel);
        }

        // Killed here: everything is under the new key, which lies beside the old one.
        await using var later = await OpenAsync();
        await contents.AssertReadableAsync(work, await later.Vaults.OpenAsync(contents.Tenant, Cancel));
        Assert.False(System.IO.File.Exists(File.NextLocation));
        await using var again = await OpenAsync();
    }

    [Fact]
    public async Task Rotation_WithRowsThatWereAltered_ChangesNothingAndNamesThem()
    {
        await using (await OpenAsync())
        {
            await ForgetOthersAsync();
        }

        var work = new Workspace(fixture.Database, await System.IO.File.ReadAllTextAsync(File.Location, Cancel));
        var contents = await TenantContents.WriteAsync(work);
        var (broken, spoilt) = (await work.CreateTenantAsync(), await work.CreateTenantAsync());
        await work.Upstreams.AddAsync(spoilt.Id, new UpstreamDraft { Name = "main", Kind = UpstreamKind.OpenAi, Address = new Uri("https://host/"), Credential = "sk-" + spoilt.Id }, Cancel);
        await fixture.ExecuteAsync("UPDATE tenant_keys SET wrapped = @junk WHERE tenant_id = @tenant", new { junk = new byte[77], tenant = broken.Id.Value });
        await fixture.ExecuteAsync("UPDATE upstreams SET sealed_credential = @junk WHERE tenant_id = @tenant", new { junk = new byte[60], tenant = spoilt.Id.Value });

        await using (var command = await OpenAsync())
        {
            var refused = await Assert.ThrowsAsync<MasterKeyException>(async () => await command.RotateMasterKeyAsync(MasterKey.New(), Cancel));

            // All of it at once, and what to do.
            Assert.Contains($"data key of {broken.Id} (table tenant_keys)", refused.Message, StringComparison.Ordinal);
            Assert.Contains($"upstream 'main' of {spoilt.Id} (table upstreams)", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(contents.Tenant.Value, refused.Message, StringComparison.Ordinal);
            Assert.Contains("tenant delete", refused.Message, StringComparison.Ordinal);
        }

        await using (var later = await OpenAsync())
        {
            await contents.AssertReadableAsync(work, await later.Vaults.OpenAsync(contents.Tenant, Cancel));

            // What it says to do is enough.
            await later.Tenants.DeleteAsync(broken.Id, Cancel);
            await later.Upstreams.SetAsync(spoilt.Id, new UpstreamDraft { Name = "main", Kind = UpstreamKind.OpenAi, Address = new Uri("https://host/"), Credential = "sk-anew-" + spoilt.Id }, Cancel);
            Assert.Equal(2, await later.RotateMasterKeyAsync(await File.CreateNextAsync(Cancel), Cancel));
        }
    }

    [Fact]
    public async Task Server_ThatCannotReadTheNewKey_ServesOnAndWrapsNothing()
    {
        await using var server = await OpenAsync();
        await ForgetOthersAsync();
        var work = new Workspace(fixture.Database, await System.IO.File.ReadAllTextAsync(File.Location, Cancel));
        var contents = await TenantContents.WriteAsync(work);
        await server.Directory.RefreshAsync(Cancel);
        using var next = MasterKey.New();
        using (var present = await File.ReadAsync(mayCreate: false, Cancel))
        {
            await MasterKeyRotation.RunAsync(fixture.Database, present, next, Cancel);
        }

        await work.KnownSecretStore.RemoveAsync(await work.Vaults.OpenAsync(contents.Tenant, Cancel), "none-such", Cancel);
        await work.Tenants.SuspendAsync(contents.Tenant, Cancel);
        await server.Directory.RefreshAsync(Cancel);

        Assert.True(server.Vaults.IsMasterKeyBehind);
        await contents.AssertReadableAsync(work, server.Directory.Find(contents.Tenant)!.Vault);
        await Assert.ThrowsAsync<MasterKeyException>(() => server.Tenants.CreateAsync(Workspace.NewName(), TenantSettings.Standard, Cancel));
        await Assert.ThrowsAsync<MasterKeyException>(() => server.Upstreams.AddAsync(
            contents.Tenant, new UpstreamDraft { Name = "new", Kind = UpstreamKind.OpenAi, Address = new Uri("https://host/"), Credential = "sk-x" }, Cancel));
        var refused = await Assert.ThrowsAsync<MasterKeyException>(OpenAsync);
        Assert.Contains("before it was rotated", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_OfTwoTenants_AreStillRecognisedAsEqual()
    {
        await using var installation = await OpenAsync();
        await ForgetOthersAsync();
        var (one, two) = (await CreateAsync(), await CreateAsync());
        UpstreamDraft Draft() => new() { Name = "main", Kind = UpstreamKind.OpenAi, Address = new Uri("https://host/"), Credential = "sk-" + one };
        await installation.Upstreams.AddAsync(one, Draft(), Cancel);

        await installation.RotateMasterKeyAsync(await File.CreateNextAsync(Cancel), Cancel);

        Assert.Equal(TenancyFailure.Conflict, (await Assert.ThrowsAsync<TenancyException>(() => installation.Upstreams.AddAsync(two, Draft(), Cancel))).Failure);

        async Task<TenantId> CreateAsync() => (await installation.Tenants.CreateAsync(Workspace.NewName(), TenantSettings.Standard, Cancel)).Id;
    }

    // Other tests' tenants are under master keys of theirs.
    private async Task ForgetOthersAsync()
    {
        await fixture.ExecuteAsync("DELETE FROM master_rotations");
        await fixture.ExecuteAsync("UPDATE tenants SET state = 'deleted', name = tenant_id");
        await fixture.ExecuteAsync("DELETE FROM tenant_keys");
    }

    private async Task<Installation> OpenAsync()
    {
        var database = await fixture.OpenAgainAsync();
        try
        {
            return await Installation.OpenAsync(database, File, TimeProvider.System, NullLoggerFactory.Instance, Cancel);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
