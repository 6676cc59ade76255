using Sallyport.Ledger;
using Sallyport.Ledger.Verification;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Ledger;

public sealed class LedgerOnDiskTests(SqliteFixture fixture) : IClassFixture<SqliteFixture>
{
    private readonly LedgerStore _store = new(fixture.Database);
    private readonly TenantId _tenant = TenantId.New();
    private readonly InstanceSigningKey _key = InstanceSigningKey.FromSeed("sallyport/test", new byte[InstanceSigningKey.Length]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ledger_OfAThousandEntries_ExportsAndVerifies()
    {
        using var publisher = new CheckpointPublisher(_store, _key, [], TimeProvider.System);
        await AppendAsync(600);
        var held = await SignAsync(publisher);
        await AppendAsync(600);

        var whole = await VerifyAsync(publisher, 0, held);
        var part = await VerifyAsync(publisher, 550, held);

        Assert.True(whole.IsSound, string.Join('\n', whole.Faults));
        Assert.True(part.IsSound, string.Join('\n', part.Faults));
        Assert.Equal((1200L, 650L), (whole.Entries, part.Entries));
        Assert.Equal((1, 1), (whole.HeldCheckpoints, part.HeldCheckpoints));
    }

    [Theory]
    [InlineData("UPDATE ledger_entries SET body = CAST(replace(CAST(body AS text), '\"segments\":7', '\"segments\":8') AS blob) WHERE tenant_id = @tenant AND entry_index = 7")]
    [InlineData("DELETE FROM ledger_entries WHERE tenant_id = @tenant AND entry_index = 19")]
    [InlineData("UPDATE ledger_entries SET entry_index = entry_index + 1 WHERE tenant_id = @tenant AND entry_index = 19")]
    public async Task Ledger_ChangedInItsDatabase_IsFoundOut(string sql)
    {
        using var publisher = new CheckpointPublisher(_store, _key, [], TimeProvider.System);
        await AppendAsync(20);
        var held = await SignAsync(publisher);

        await ExecuteAsync(fixture.Database, sql);

        try
        {
            Assert.False((await VerifyAsync(publisher, 0, held)).IsSound);
        }
        catch (Exception error) when (error is LedgerForkedException or InvalidDataException)
        {
            // The server itself refused to sign what it found.
        }
    }

    [Fact]
    public async Task Writer_OnAFullDatabase_RecoversAndKeepsWhatItAccepted()
    {
        using var folder = new TemporaryFolder();
        await using var database = await Database.OpenSqliteAsync(folder.Location, Cancel);
        var store = new LedgerStore(database);
        await using (var writer = await LedgerWriter.OpenAsync(store, new LedgerWriterOptions { RetryAfter = TimeSpan.FromMilliseconds(10) }, TimeProvider.System, null, Cancel))
        {
            await writer.AppendAsync(_tenant, Draft(0), Durability.Strict, Cancel);
            await ExecuteAsync(database, "CREATE TRIGGER full BEFORE INSERT ON ledger_entries BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
            await writer.AppendAsync(_tenant, Draft(1), Durability.Batched, Cancel);
            while (!writer.IsBroken)
            {
                await Task.Delay(5, Cancel);
            }

            await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await writer.AppendAsync(_tenant, Draft(2), Durability.Strict, Cancel));
            await ExecuteAsync(database, "DROP TRIGGER full");
            while (writer.IsBroken)
            {
                await Task.Delay(5, Cancel);
            }

            await writer.AppendAsync(_tenant, Draft(3), Durability.Strict, Cancel);
        }

        var rows = await store.ReadEntriesAsync(_tenant, 0, 10, false, Cancel);
        Assert.Equal(["ex_0", "ex_1", "ex_3"], rows.Select(static row => row.Exchange));
    }

    private static LedgerDraft Draft(int number)
    {
        var draft = new LedgerDraft { Kind = LedgerKinds.Exchange, Exchange = $"ex_{number}" };
        draft.Facts.Add("segments", number);
        return draft;
    }

    private async Task ExecuteAsync(Database database, string sql) =>
        await database.WriteAsync(DatabaseScope.Installation, session => session.ExecuteAsync(sql, new { tenant = _tenant.Value }), Cancel);

    private async Task AppendAsync(int count)
    {
        await using var writer = await LedgerWriter.OpenAsync(_store, new LedgerWriterOptions(), TimeProvider.System, null, Cancel);
        for (var i = 0; i < count; i++)
        {
            await writer.AppendAsync(_tenant, Draft(i), Durability.Batched, Cancel);
        }
    }

    private async Task<SignedCheckpoint> SignAsync(CheckpointPublisher publisher)
    {
        Assert.True(SignedCheckpoint.TryRead((await publisher.SignAsync(_tenant, Cancel)).Note, VerifierKey.Parse(_key.VerifierKey), out var checkpoint));
        return checkpoint;
    }

    private async Task<LedgerVerification> VerifyAsync(CheckpointPublisher publisher, long from, SignedCheckpoint held)
    {
        using var export = new MemoryStream();
        await new LedgerExport(_store, publisher, _key).WriteAsync(_tenant, export, from, null, Cancel);
        export.Position = 0;
        return await LedgerVerifier.VerifyAsync(export, VerifierKey.Parse(_key.VerifierKey), [held], Cancel);
    }
}
