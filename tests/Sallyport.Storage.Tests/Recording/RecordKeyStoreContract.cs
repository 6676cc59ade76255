using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Ledger;
using Sallyport.Ledger.Verification;
using Sallyport.Recording;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Recording;
using Sallyport.Storage.Tests.Retrieval;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Storage.Tests.Recording;

public abstract class RecordKeyStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private static readonly RecordMonth November = RecordMonth.Of(Workspace.Start);

    private readonly Workspace _work = new(fixture.Database);
    private readonly RecordKeyStore _store = new(fixture.Database);
    private readonly LedgerStore _ledger = new(fixture.Database);
    private readonly RecordingJournal _journal = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Recorder Recorder => new(new RecordingStore(fixture.Database), _work.Time);

    private RecordShredding Shredding => new(_store, _work.Vaults, _work.Time, _journal);

    [Fact]
    public async Task Month_Shredded_OpensNowhereAndTheLedgerStillVerifies()
    {
        var vault = await _work.CreateVaultAsync();
        await RecordAsync(vault, "ex_november", "november", "both months");
        var box = (await Reader(vault).FindExchangeAsync("ex_november", Cancel))[0].Payloads[0].Ciphertext;
        var wrapped = (await _store.FindAsync(vault, November, Cancel))!;
        await EnterDecemberAsync(vault);
        await RecordAsync(vault, "ex_december", "december", "both months");

        await Shredding.ShredAsync(vault.Tenant, November, Cancel);

        var payload = (await Reader(vault).FindExchangeAsync("ex_november", Cancel))[0].Payloads[0];
        Assert.Equal(November, (await Assert.ThrowsAsync<RecordsShreddedException>(async () => await payload.OpenAsync(vault, Cancel))).Month);
        await Assert.ThrowsAsync<RecordsShreddedException>(async () => await (payload with { Ciphertext = box }).OpenAsync(await FreshAsync(vault.Tenant), Cancel));
        Assert.Null(await Recorder.FindAsync(vault, "ex_november", Cancel));
        Assert.Equal(["december", "both months"], await TextsAsync(vault, "ex_december"));
        Assert.Equal("payload of ex_december", await PayloadAsync(vault, "ex_december"));
        Assert.Null(await _store.FindAsync(vault, November, Cancel));
        Assert.Null(await _store.KeepAsync(vault, November, wrapped, Cancel));
        var act = Assert.Single(_journal.Acts);
        Assert.Equal(
            [("month", "2026-11"), ("destroyed_key_sha256", Convert.ToHexStringLower(SHA256.HashData(wrapped))), ("recorded_exchanges", "1"), ("ledger_payloads", "1")],
            act.Facts.Select(static fact => (fact.Key, fact.Value!)));
        await VerifyAsync(vault);
    }

    [Fact]
    public async Task Month_BeforeMonthsHadKeys_IsReadableUntilItIsShredded()
    {
        var tenant = (await _work.CreateTenantAsync()).Id;
        using var plain = _work.Master.OpenVault(tenant, (await _work.TenantStore.ReadWrappedKeyAsync(tenant, Cancel))!);
        await RecordAsync(plain, "ex_old", "old", "both months");
        var vault = await _work.Vaults.OpenAsync(tenant, Cancel);
        Assert.Equal("payload of ex_old", await PayloadAsync(vault, "ex_old"));
        Assert.Equal(["old", "both months"], await TextsAsync(vault, "ex_old"));
        await EnterDecemberAsync(vault);
        await RecordAsync(vault, "ex_new", "both months");

        await Shredding.ShredAsync(tenant, November, Cancel);

        await Assert.ThrowsAsync<RecordsShreddedException>(() => PayloadAsync(plain, "ex_old"));
        Assert.Null(await Recorder.FindAsync(vault, "ex_old", Cancel));
        Assert.Equal(1, await CountTextsAsync(tenant));
        Assert.Equal(["both months"], await TextsAsync(vault, "ex_new"));
        await VerifyAsync(vault);
    }

    [Fact]
    public async Task Shredding_CutOffBeforeTheLedgerTells_IsFinishedLater()
    {
        var vault = await _work.CreateVaultAsync();
        await RecordAsync(vault, "ex_1", "text");
        await EnterDecemberAsync(vault);
        _journal.IsBroken = true;
        await Assert.ThrowsAsync<IOException>(() => Shredding.ShredAsync(vault.Tenant, November, Cancel));
        Assert.Null(await _store.FindAsync(vault, November, Cancel));
        _journal.IsBroken = false;

        await Shredding.CompleteAsync(Cancel);
        await Shredding.CompleteAsync(Cancel);

        Assert.Equal(AdministrationKinds.RecordsShredded, Assert.Single(_journal.Acts, act => act.Tenant == vault.Tenant).Kind);
    }

    [Fact]
    public async Task Month_ThatIsNotOverOrWasShredded_IsRefused()
    {
        var vault = await _work.CreateVaultAsync();
        Assert.Equal(TenancyFailure.Invalid, (await Assert.ThrowsAsync<TenancyException>(() => Shredding.ShredAsync(vault.Tenant, November, Cancel))).Failure);
        await EnterDecemberAsync(vault);
        await Shredding.ShredAsync(vault.Tenant, November, Cancel);

        Assert.Equal(TenancyFailure.Conflict, (await Assert.ThrowsAsync<TenancyException>(() => Shredding.ShredAsync(vault.Tenant, November, Cancel))).Failure);
        Assert.Equal(TenancyFailure.NotFound, (await Assert.ThrowsAsync<TenancyException>(() => Shredding.ShredAsync(TenantId.New(), November, Cancel))).Failure);
    }

    [Fact]
    public async Task AnotherServer_ThatHadTheKeyInMemory_ForgetsItWithinAPoll()
    {
        var vault = await _work.CreateVaultAsync();
        await RecordAsync(vault, "ex_1", "text");
        var payload = (await Reader(vault).FindExchangeAsync("ex_1", Cancel))[0].Payloads[0];
        var server = new Workspace(fixture.Database, _work.MasterText);
        await using var directory = server.NewDirectory();
        await directory.RefreshAsync(Cancel);
        var there = directory.Find(vault.Tenant)!.Vault;
        Assert.NotEmpty(await payload.OpenAsync(there, Cancel));
        await EnterDecemberAsync(vault);
        server.Time.SetUtcNow(_work.Time.GetUtcNow());

        await Shredding.ShredAsync(vault.Tenant, November, Cancel);
        await directory.RefreshAsync(Cancel);

        await Assert.ThrowsAsync<RecordsShreddedException>(async () => await payload.OpenAsync(there, Cancel));
    }

    [Fact]
    public async Task Keys_MadeByManyAtOnce_AreOneForAll()
    {
        var vault = await _work.CreateVaultAsync();
        var tenant = vault.Tenant;
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => FreshAsync(tenant).AsTask())));

        var boxes = opened.Select(one => one.SealRecord("test", "text"u8, [])).ToList();

        Assert.All(boxes, box => Assert.Equal("text"u8.ToArray(), vault.OpenRecord("test", box, [])));
    }

    private async Task RecordAsync(TenantVault vault, string exchange, params string[] texts)
    {
        await Recorder.RecordAsync(vault, exchange, [.. texts.Select((text, i) => new Segment(i, Origin.User, Trust.Untrusted, Form.Text, text.AsMemory()))], Cancel);
        await using var writer = await LedgerWriter.OpenAsync(_ledger, new LedgerWriterOptions(), _work.Time, NullLogger<LedgerWriter>.Instance, Cancel);
        var draft = new LedgerDraft { Kind = "test", Exchange = exchange };
        draft.Attach(SealedPayload.Seal(vault, "detail", Encoding.UTF8.GetBytes($"payload of {exchange}")));
        await writer.AppendAsync(vault.Tenant, draft, Durability.Strict, Cancel);
    }

    private async Task EnterDecemberAsync(TenantVault vault)
    {
        _work.Time.SetUtcNow(November.Next.Begin.AddHours(1));
        await TenantVaults.EnsureRecordKeysAsync(vault, Cancel);
    }

    private LedgerReader Reader(TenantVault vault) => new(_ledger, vault);

    private async Task<string> PayloadAsync(TenantVault vault, string exchange) =>
        Encoding.UTF8.GetString(await Reader(vault).OpenPayloadAsync((await Reader(vault).FindExchangeAsync(exchange, Cancel))[0].Payloads[0], Cancel));

    private async Task<IEnumerable<string?>> TextsAsync(TenantVault vault, string exchange) =>
        (await Recorder.OpenAsync(vault, (await Recorder.FindAsync(vault, exchange, Cancel))!, Cancel)).Texts.Select(static text => text.Text);

    private async ValueTask<TenantVault> FreshAsync(TenantId tenant)
    {
        var fresh = new Workspace(fixture.Database, _work.MasterText);
        fresh.Time.SetUtcNow(_work.Time.GetUtcNow());
        return await fresh.Vaults.OpenAsync(tenant, Cancel);
    }

    private Task<long> CountTextsAsync(TenantId tenant) => fixture.Database.ReadAsync(
        tenant, session => session.FirstOrDefaultAsync<long>("SELECT count(*) FROM recorded_segments WHERE tenant_id = @tenant", new { tenant = tenant.Value }), Cancel);

    private async Task VerifyAsync(TenantVault vault)
    {
        using var key = InstanceSigningKey.FromSeed("sallyport/test", RandomNumberGenerator.GetBytes(32));
        using var publisher = new CheckpointPublisher(_ledger, key, [], _work.Time);
        using var file = new MemoryStream();
        await new LedgerExport(_ledger, publisher, key).WriteAsync(vault.Tenant, file, 0, vault, Cancel);
        file.Position = 0;
        var result = await LedgerVerifier.VerifyAsync(file, VerifierKey.Parse(key.VerifierKey), [], Cancel);
        Assert.True(result.IsSound, string.Join('\n', result.Faults));
    }
}
