using System.Net;
using System.Text;
using Sallyport.Ledger;
using Sallyport.Ledger.Verification;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class CheckpointPublisherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sallyport-").FullName;

    private static CancellationToken Cancel => LedgerWorkshop.Cancel;

    private string FilePath => Path.Combine(_folder, "checkpoints.txt");

    private string AnchorPath => Path.Combine(_folder, "anchors.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Sign_AnUnchangedLedgerAgain_GivesTheSameCheckpoint()
    {
        using var work = new LedgerWorkshop(new CheckpointFile(FilePath));
        await work.AppendAsync(2);

        var first = await work.SignAsync();
        var second = await work.SignAsync();

        Assert.Equal(first.Note, second.Note);
        Assert.Single(SignedCheckpoint.ReadAll(await File.ReadAllTextAsync(FilePath, Cancel), work.PublicKey));
    }

    [Fact]
    public async Task SignGrown_SignsOnlyWhatGrew()
    {
        using var work = new LedgerWorkshop();
        await work.AppendAsync(2);

        Assert.Equal(1, await work.Publisher.SignGrownAsync(Cancel));
        Assert.Equal(0, await work.Publisher.SignGrownAsync(Cancel));
        await work.AppendAsync(1);
        Assert.Equal(1, await work.Publisher.SignGrownAsync(Cancel));
    }

    [Fact]
    public async Task Sign_AfterAChangeBelowTheLastCheckpoint_Refuses()
    {
        using var work = new LedgerWorkshop();
        await work.AppendAsync(5);
        await work.SignAsync();
        work.Store.Tamper(work.Tenant, 2, static row => row with { LeafHash = new byte[32] });
        await work.AppendAsync(1);

        await Assert.ThrowsAsync<LedgerForkedException>(() => work.SignAsync());

        Assert.Equal(0, await work.Publisher.SignGrownAsync(Cancel));
    }

    [Fact]
    public async Task Sign_AfterAChangeAboveTheLastCheckpoint_Refuses()
    {
        using var work = new LedgerWorkshop();
        await work.AppendAsync(3);
        await work.SignAsync();
        await work.AppendAsync(3);
        work.Store.Tamper(work.Tenant, 4, static row => row with { LeafHash = new byte[32] });

        await Assert.ThrowsAsync<LedgerForkedException>(() => work.SignAsync());
    }

    [Fact]
    public async Task File_OfCheckpoints_IsPrivateAndReadsBackPastADamagedNote()
    {
        using var work = new LedgerWorkshop(new CheckpointFile(FilePath));
        await work.AppendAsync(1);
        await work.SignAsync();
        await File.AppendAllTextAsync(FilePath, "\n\nsallyport/test/tn_cut\n1", Cancel);
        await work.AppendAsync(1);
        await work.SignAsync();

        var read = SignedCheckpoint.ReadAll(await File.ReadAllTextAsync(FilePath, Cancel), work.PublicKey);

        Assert.Equal([1L, 2L], read.Select(static c => c.Size));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public async Task Webhook_ThatFails_StopsNoOtherSink()
    {
        var posted = "";
        using var handler = new CallbackHandler(request =>
        {
            posted = request;
            return HttpStatusCode.InternalServerError;
        });
        using var client = new HttpClient(handler);
        using var work = new LedgerWorkshop(new CheckpointWebhook(client, new Uri("https://witness.example/")), new CheckpointFile(FilePath));
        await work.AppendAsync(1);

        var checkpoint = await work.SignAsync();

        Assert.Equal(checkpoint.Note, posted);
        Assert.Contains(checkpoint.Note, await File.ReadAllTextAsync(FilePath, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_ThatWasDown_GetsTheNewestCheckpointWithTheNextRoundThoughNothingGrew()
    {
        var status = HttpStatusCode.ServiceUnavailable;
        var posted = new List<string>();
        using var handler = new CallbackHandler(body =>
        {
            posted.Add(body);
            return status;
        });
        using var client = new HttpClient(handler);
        using var work = new LedgerWorkshop(new CheckpointWebhook(client, new Uri("https://witness.example/")));
        await work.AppendAsync(1);
        await work.Publisher.SignGrownAsync(Cancel);
        await work.AppendAsync(1);
        await work.Publisher.SignGrownAsync(Cancel);
        status = HttpStatusCode.OK;

        await work.Publisher.SignGrownAsync(Cancel);
        await work.Publisher.SignGrownAsync(Cancel);

        Assert.Equal([1L, 2L, 2L], posted.Select(body => Assert.Single(SignedCheckpoint.ReadAll(body, work.PublicKey)).Size));
    }

    [Fact]
    public async Task Opening_WithAnExtendedLedger_Passes()
    {
        using var work = await AnchoredAsync();
        await work.AppendAsync(2);

        await Opening(work).CheckAsync(Cancel);
    }

    [Fact]
    public async Task Opening_WithALedgerSmallerThanItsAnchor_Refuses()
    {
        using var work = await AnchoredAsync();
        work.Store.Rewind(work.Tenant, await OldHeadAsync(work));

        var error = await Assert.ThrowsAsync<LedgerRolledBackException>(() => Opening(work).CheckAsync(Cancel));

        Assert.Contains(work.Tenant.Value, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_WithOtherEntriesThanItsAnchor_Refuses()
    {
        using var work = await AnchoredAsync();
        work.Store.Tamper(work.Tenant, 1, static row => row with { LeafHash = new byte[32] });

        await Assert.ThrowsAsync<LedgerRolledBackException>(() => Opening(work).CheckAsync(Cancel));
    }

    [Fact]
    public async Task Opening_AfterARestore_OpensAnEpochThatNamesWhatWasKnownOutside()
    {
        using var work = await AnchoredAsync();
        var lost = await work.SignAsync();
        work.Store.Rewind(work.Tenant, await OldHeadAsync(work));
        work.ForgetWhatWasSigned();

        await using (var writer = await work.OpenWriterAsync())
        {
            Assert.Equal(1, await Opening(work).OpenEpochsAsync(writer, 77, "backup-1", Cancel));
            Assert.Equal(0, await Opening(work).OpenEpochsAsync(writer, 77, "backup-1", Cancel));
        }

        await Opening(work).CheckAsync(Cancel);
        var epoch = await work.SignAsync();
        var result = await work.VerifyAsync(await work.ExportAsync(), lost);

        Assert.Equal(2, epoch.Epoch);
        Assert.Equal($"sallyport/test/{work.Tenant}/2", epoch.Origin);
        var fault = Assert.Single(result.Faults);
        Assert.Equal((LedgerFaultKind.LostInRestore, 6L), (fault.Kind, fault.Index));
    }

    [Fact]
    public async Task Opening_InALaterEpochThatDoesNotNameItsAnchor_Refuses()
    {
        using var work = await AnchoredAsync();
        work.Store.Rewind(work.Tenant, await OldHeadAsync(work) with { Epoch = 2 });

        await Assert.ThrowsAsync<LedgerRolledBackException>(() => Opening(work).CheckAsync(Cancel));
    }

    [Fact]
    public async Task AnchorFile_Altered_IsRefused()
    {
        using var work = await AnchoredAsync();
        var text = await File.ReadAllTextAsync(AnchorPath, Cancel);

        await File.WriteAllTextAsync(AnchorPath, text.Replace("\n6\n", "\n3\n", StringComparison.Ordinal), Cancel);

        Assert.Throws<InvalidDataException>(() => AnchorFile.Open(AnchorPath, work.PublicKey));
    }

    private static async Task<LedgerHead> OldHeadAsync(LedgerWorkshop work)
    {
        var rows = await work.Store.ReadEntriesAsync(work.Tenant, 0, 2, false, Cancel);
        var frontier = new MerkleFrontier();
        foreach (var row in rows)
        {
            frontier.Append(row.LeafHash);
        }

        return new LedgerHead(work.Tenant, 2, frontier.ToBytes(), 1, 0, 0);
    }

    private LedgerOpening Opening(LedgerWorkshop work) => new(work.Store, AnchorFile.Open(AnchorPath, work.PublicKey), work.PublicKey);

    private async Task<LedgerWorkshop> AnchoredAsync()
    {
        using var key = InstanceSigningKey.FromSeed("sallyport/test", new byte[32]);
        var work = new LedgerWorkshop(AnchorFile.Open(AnchorPath, VerifierKey.Parse(key.VerifierKey)));
        await work.AppendAsync(6);
        await work.SignAsync();
        return work;
    }

    private sealed class CallbackHandler(Func<string, HttpStatusCode> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            new(answer(Encoding.UTF8.GetString(await request.Content!.ReadAsByteArrayAsync(cancellationToken))));
    }
}
