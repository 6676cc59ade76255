using Sallyport.Recording;
using Sallyport.Storage.Recording;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Storage.Tests.Recording;

public abstract class RecordingStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private readonly Workspace _work = new(fixture.Database);
    private readonly RecordingStore _store = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Recorder Recorder => new(_store, _work.Time);

    [Fact]
    public async Task Exchange_Recorded_IsLookedAtWithItsTexts()
    {
        var vault = await _work.CreateVaultAsync();
        string[] texts = ["You are a helper.", "héllo 👋", "lone \ud800 surrogate", "", "You are a helper."];

        await Recorder.RecordAsync(vault, "ex_1", Segments(texts), Cancel);

        var look = await LookAsync(vault, "ex_1", Cancel);
        Assert.Equal(texts, look!.Texts.Select(text => text.Text));
        Assert.Equal([Origin.System, Origin.User, Origin.User, Origin.User, Origin.User], look.Texts.Select(text => text.Origin));
        Assert.Equal(Workspace.Start, look.Exchange.Recorded);
        Assert.Equal(Workspace.Start + Recorder.Retention, look.Exchange.Expires);
        Assert.Equal(look.Exchange.Segments[0].Hash, look.Exchange.Segments[4].Hash);
        Assert.Equal("ex_1", Assert.Single(await Recorder.ListAsync(vault, 10, Cancel)).Exchange);
    }

    [Fact]
    public async Task Text_ResentInTheNextExchange_IsSealedOnce()
    {
        var vault = await _work.CreateVaultAsync();
        var sealedTexts = 0;
        var store = new RecordingStore(fixture.Database);
        await Recorder.RecordAsync(vault, "ex_1", Segments("system", "first"), Cancel);
        var recorded = (await store.FindAsync(vault, "ex_1", Cancel))!;

        await store.WriteAsync(vault, recorded with { Exchange = "ex_2" }, vault.RecordHeader, _ => [(byte)++sealedTexts], Cancel);

        Assert.Equal(0, sealedTexts);
        Assert.Equal("first", (await LookAsync(vault, "ex_2", Cancel))!.Texts[1].Text);
    }

    [Fact]
    public async Task Exchange_RecordedTwice_KeepsTheFirst()
    {
        var vault = await _work.CreateVaultAsync();
        await Recorder.RecordAsync(vault, "ex_1", Segments("first"), Cancel);

        await Recorder.RecordAsync(vault, "ex_1", Segments("second", "third"), Cancel);

        Assert.Equal("first", Assert.Single((await LookAsync(vault, "ex_1", Cancel))!.Texts).Text);
    }

    [Fact]
    public async Task Exchange_OfAnotherTenant_IsNotSeen()
    {
        var mine = await _work.CreateVaultAsync();
        var theirs = await _work.CreateVaultAsync();
        await Recorder.RecordAsync(mine, "ex_1", Segments("mine"), Cancel);
        var hash = (await LookAsync(mine, "ex_1", Cancel))!.Exchange.Segments[0].Hash;

        Assert.Null(await LookAsync(theirs, "ex_1", Cancel));
        Assert.Null(await _store.ReadTextAsync(theirs, hash, Cancel));
        Assert.Empty(await Recorder.ListAsync(theirs, 10, Cancel));
    }

    [Fact]
    public async Task Purge_AfterRetention_RemovesWhatNoExchangeInTimeUses()
    {
        var vault = await _work.CreateVaultAsync();
        await Recorder.RecordAsync(vault, "ex_old", Segments("shared", "old only"), Cancel);
        _work.Time.Advance(TimeSpan.FromDays(10));
        await Recorder.RecordAsync(vault, "ex_new", Segments("shared"), Cancel);
        var oldOnly = (await LookAsync(vault, "ex_old", Cancel))!.Exchange.Segments[1].Hash;

        _work.Time.Advance(TimeSpan.FromDays(20));
        await Recorder.PurgeAsync(Cancel);

        Assert.Null(await LookAsync(vault, "ex_old", Cancel));
        Assert.Null(await _store.ReadTextAsync(vault, oldOnly, Cancel));
        Assert.Equal("shared", (await LookAsync(vault, "ex_new", Cancel))!.Texts[0].Text);
    }

    [Fact]
    public async Task Text_RecordedByManyAtOnce_IsKeptOnceForAll()
    {
        var vault = await _work.CreateVaultAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Recorder.RecordAsync(vault, $"ex_{i}", Segments("same", "text"), Cancel))));

        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(["same", "text"], (await LookAsync(vault, $"ex_{i}", Cancel))!.Texts.Select(text => text.Text));
        }
    }

    [Fact]
    public async Task Tenant_Deleted_LosesItsRecordings()
    {
        var vault = await _work.CreateVaultAsync();
        await Recorder.RecordAsync(vault, "ex_1", Segments("text"), Cancel);

        await _work.Tenants.DeleteAsync(vault.Tenant, Cancel);

        Assert.Null(await _store.FindAsync(vault, "ex_1", Cancel));
    }

    private async Task<RecordingLook?> LookAsync(TenantVault vault, string exchange, CancellationToken cancellationToken) =>
        await Recorder.FindAsync(vault, exchange, cancellationToken) is { } found ? await Recorder.OpenAsync(vault, found, cancellationToken) : null;

    private static Segment[] Segments(params string[] texts) =>
        [.. texts.Select((text, index) => new Segment(index, index == 0 ? Origin.System : Origin.User, Trust.Untrusted, Form.Text, text.AsMemory()))];
}
