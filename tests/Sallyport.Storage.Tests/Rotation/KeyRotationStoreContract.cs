using System.Security.Cryptography;
using CsCheck;
using Sallyport.Rotation;
using Sallyport.Storage.Rotation;
using Sallyport.Storage.Tests.Retrieval;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Rotation;

public abstract class KeyRotationStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rotation_KilledAtAnyPoints_LosesNothingAndEndsUnderTheNewKeyAlone()
    {
        await Gen.Int[0, 30].Array[0, 6].SampleAsync(
            async tears =>
            {
                var contents = await TenantContents.WriteAsync(_work);
                var server = await _work.Vaults.OpenAsync(contents.Tenant, Cancel);
                var old = server.CurrentKey;
                var journal = new RecordingJournal();
                var ended = false;
                foreach (var tear in tears)
                {
                    ended = ended || await RunAsync(contents.Tenant, tear, journal, mayBegin: journal.Acts.IsEmpty);
                    await AssertReadableAsync(contents, server);
                }

                ended = ended || await RunAsync(contents.Tenant, int.MaxValue, journal, mayBegin: true);

                Assert.True(ended);
                await AssertReadableAsync(contents, server);
                using var keys = _work.Master.OpenRing(contents.Tenant, (await _work.TenantStore.ReadWrappedKeyAsync(contents.Tenant, Cancel))!);
                Assert.Equal(keys.Current, Assert.Single(keys.Keys.Keys));
                Assert.True(keys.Current > old);
                Assert.Contains(AdministrationKinds.TenantKeyRotated, journal.Acts.Select(static act => act.Kind));
                foreach (var kind in Enum.GetValues<SealedKind>())
                {
                    Assert.Empty(await new KeyRotationStore(fixture.Database).ReadAsync(contents.Tenant, kind, SealedForm.HeaderOf(keys.Current), null, 10, Cancel));
                }
            },
            iter: 12,
            threads: 1);
    }

    [Fact]
    public async Task Rotation_WhileOthersWriteUnderTheOldKey_TakesWhatTheyWroteAlong()
    {
        var contents = await TenantContents.WriteAsync(_work);
        var late = _work.Master.OpenVault(contents.Tenant, (await _work.TenantStore.ReadWrappedKeyAsync(contents.Tenant, Cancel))!);
        var rotations = NewRotations(_work, new RecordingJournal());
        await rotations.BeginAsync(contents.Tenant, Cancel);
        _work.Time.Advance(TenantKeyRotations.Spread);
        Assert.Equal(KeyRotationPhase.Settling, (await rotations.AdvanceAsync(contents.Tenant, Cancel))!.Phase);

        // A process that has not heard of the new key yet.
        var behind = new KnownSecret { Tenant = contents.Tenant, Name = "late", SealedValue = KnownSecret.SealValue(late, "late", "a-late-value"), Created = Workspace.Start };
        await _work.KnownSecretStore.PutAsync(late, behind, 1_000, Cancel);
        _work.Time.Advance(TenantKeyRotations.Settle);
        var again = await rotations.AdvanceAsync(contents.Tenant, Cancel);
        _work.Time.Advance(TenantKeyRotations.Settle);
        var end = await rotations.AdvanceAsync(contents.Tenant, Cancel);

        Assert.Equal((KeyRotationPhase.Settling, 1L), (again!.Phase, again.Resealed - 22));
        Assert.Null(end);
        var fresh = await new Workspace(fixture.Database, _work.MasterText).Vaults.OpenAsync(contents.Tenant, Cancel);
        Assert.Contains("a-late-value", (await _work.KnownSecretStore.ListAsync(fresh, Cancel)).Select(secret => secret.OpenValue(fresh)));
        Assert.ThrowsAny<CryptographicException>(() => late.Open("test", fresh.Seal("test", "text"u8, []), []));
    }

    [Fact]
    public async Task Rotation_UnderWay_IsDoneByOneAtATimeAndBegunOnce()
    {
        var contents = await TenantContents.WriteAsync(_work);
        var (one, two) = (NewRotations(_work, new RecordingJournal()), NewRotations(_work, new RecordingJournal()));

        var begun = await Task.WhenAll(one.BeginAsync(contents.Tenant, Cancel), two.BeginAsync(contents.Tenant, Cancel));
        _work.Time.Advance(TenantKeyRotations.Spread);
        var claimed = await new KeyRotationStore(fixture.Database).ClaimAsync(contents.Tenant, "somebody", _work.Time.GetUtcNow(), _work.Time.GetUtcNow() + TimeSpan.FromSeconds(10), Cancel);
        var waits = await one.AdvanceAsync(contents.Tenant, Cancel);
        _work.Time.Advance(TimeSpan.FromSeconds(10));
        var goes = await two.AdvanceAsync(contents.Tenant, Cancel);

        Assert.Equal(begun[0], begun[1]);
        Assert.True(claimed);
        Assert.Equal(KeyRotationPhase.Spreading, waits!.Phase);
        Assert.Equal(KeyRotationPhase.Settling, goes!.Phase);
    }

    [Fact]
    public async Task Rotation_OfADeletedTenant_IsGoneWithIt()
    {
        var contents = await TenantContents.WriteAsync(_work);
        var rotations = NewRotations(_work, new RecordingJournal());
        await rotations.BeginAsync(contents.Tenant, Cancel);

        await _work.Tenants.DeleteAsync(contents.Tenant, Cancel);

        Assert.Null(await rotations.AdvanceAsync(contents.Tenant, Cancel));
        await Assert.ThrowsAsync<TenancyException>(() => rotations.BeginAsync(contents.Tenant, Cancel));
    }

    [Fact]
    public async Task Rotation_OverAnAlteredValue_LeavesItAndTellsOfIt()
    {
        var contents = await TenantContents.WriteAsync(_work);
        await _work.Database.WriteAsync(
            contents.Tenant, session => session.ExecuteAsync("UPDATE known_secrets SET sealed_value = @junk WHERE tenant_id = @tenant AND name = 'secret-1'", new { junk = new byte[60], tenant = contents.Tenant.Value }), Cancel);
        var journal = new RecordingJournal();
        var rotations = NewRotations(_work, journal);
        await rotations.BeginAsync(contents.Tenant, Cancel);
        _work.Time.Advance(TenantKeyRotations.Spread);
        await rotations.AdvanceAsync(contents.Tenant, Cancel);
        _work.Time.Advance(TenantKeyRotations.Settle);

        Assert.Null(await rotations.AdvanceAsync(contents.Tenant, Cancel));

        Assert.Equal("1", Assert.Single(journal.Acts.Last().Facts, static fact => fact.Key == "unreadable").Value);
    }

    // What one process does of a rotation before it is killed at so many writes.
    private async Task<bool> RunAsync(TenantId tenant, int writes, RecordingJournal journal, bool mayBegin)
    {
        var work = new Workspace(fixture.Database, _work.MasterText);
        work.Time.SetUtcNow(_work.Time.GetUtcNow());
        var rotations = new TenantKeyRotations(new TornRotationStore(new KeyRotationStore(fixture.Database), writes), work.TenantStore, work.Vaults, work.Time, journal);
        try
        {
            if (mayBegin)
            {
                await rotations.BeginAsync(tenant, Cancel);
            }

            while (await rotations.AdvanceAsync(tenant, Cancel) is not null)
            {
                work.Time.Advance(TenantKeyRotations.Settle);
            }

            return true;
        }
        catch (TornRotationStore.TornException)
        {
            return false;
        }
        finally
        {
            _work.Time.SetUtcNow(work.Time.GetUtcNow() + TimeSpan.FromSeconds(20));
        }
    }

    private async Task AssertReadableAsync(TenantContents contents, TenantVault server)
    {
        var fresh = new Workspace(fixture.Database, _work.MasterText);
        await contents.AssertReadableAsync(_work, await fresh.Vaults.OpenAsync(contents.Tenant, Cancel));

        // A server that asks for changes.
        Assert.Same(server, _work.Vaults.Open(contents.Tenant, (await _work.TenantStore.ReadWrappedKeyAsync(contents.Tenant, Cancel))!));
        await contents.AssertReadableAsync(_work, server);
    }

    private TenantKeyRotations NewRotations(Workspace work, RecordingJournal journal) => new(new KeyRotationStore(fixture.Database), work.TenantStore, work.Vaults, work.Time, journal);
}
