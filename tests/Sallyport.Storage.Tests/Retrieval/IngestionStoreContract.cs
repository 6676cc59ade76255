using Sallyport.Detection;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Chunking;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

public abstract class IngestionStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly LibraryWork _work = new(new Workspace(fixture.Database));

    private Workspace Tenancy => _work.Tenancy;

    [Fact]
    public async Task File_Attached_IsSearchableOnceItIsIngested()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.UploadAsync(vault, "Alpha beta gamma.\nDelta epsilon.");
        var attributes = new Dictionary<string, AttributeValue> { ["year"] = new(2026.5), ["draft"] = new(true), ["author"] = new("Ada") };
        var attached = await Tenancy.StoreFiles.AttachAsync(
            vault, store, new StoreFileDraft(file) { Attributes = attributes, Labels = ["legal"], Chunking = ChunkingStrategy.Static(100, 20) }, Cancel);
        Assert.Equal(StoreFileState.InProgress, attached.State);
        Assert.Null(await _work.TextAsync(vault, store, file));

        await _work.IngestAsync();

        var done = await _work.FindAsync(vault, store, file);
        Assert.Equal((StoreFileState.Completed, 1L, (long?)1L), (done.State, done.ChunksDone, done.ChunksTotal));
        Assert.Equal((100, 20), (done.Chunking.MaxTokens, done.Chunking.OverlapTokens));
        Assert.Equal(attributes, done.Attributes);
        Assert.Equal(["legal"], done.Labels);
        Assert.Equal("Alpha beta gamma.\n\nDelta epsilon.", await _work.TextAsync(vault, store, file));
        var replica = await _work.ReplicaAsync(vault, store);
        var document = replica.Documents[file];
        Assert.Equal(["legal"], document.Labels);
        Assert.Equal(attributes, document.Attributes);
        var chunk = Assert.Single(document.Chunks);
        Assert.Equal(FakeEmbedder.Of("fake/1", "Alpha beta gamma.\n\nDelta epsilon."), chunk.Vector.ToArray());
        Assert.NotEqual(0, chunk.Terms.Length);
        var found = (await Tenancy.VectorStores.FindAsync(vault, store, Cancel))!;
        Assert.Equal(new FileCounts(0, 1, 0, 0), found.Counts);
        Assert.Equal(done.UsageBytes, found.UsageBytes);
        Assert.True(done.UsageBytes > 16);
    }

    [Fact]
    public async Task HiddenTextAndInstructions_AreQuarantinedWithWhatWasFound()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, $"Plain.\n#white on white\n#{FakeInspector.Phrase}, please");

        await _work.IngestAsync();

        var texts = await Tenancy.StoreDocuments.ListTextsAsync(vault, store, file, 0, 10, Cancel);
        Assert.Equal([false, true], texts.Select(text => text.IsQuarantined));
        Assert.Equal([false, true], texts.Select(text => text.IsHidden));
        var finding = Assert.Single(texts[1].Findings);
        Assert.Equal((new FindingKind("injection.rule"), "fake"), (finding.Kind, finding.Detector));
        Assert.Equal(FakeInspector.Phrase, texts[1].Text[finding.Span.Start..finding.Span.End]);
        var chunks = (await _work.ReplicaAsync(vault, store)).Documents[file].Chunks;
        Assert.True(chunks[1].IsQuarantined);
        Assert.Equal(0, chunks[1].Terms.Length);
        Assert.Equal(1, _work.Embedder.Texts);
    }

    [Theory]
    [InlineData(FakeReader.Damaged, "invalid_file", 1)]
    [InlineData(FakeReader.Overloaded, "server_error", 3)]
    [InlineData("", "invalid_file", 1)]
    public async Task File_ThatCanNotBeRead_FailsWithAPlainError(string text, string code, int attempts)
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, text);
        var reads = 0;
        _work.Reader.Before = _ =>
        {
            reads++;
            return Task.CompletedTask;
        };

        await _work.IngestPatientlyAsync();

        var failed = await _work.FindAsync(vault, store, file);
        Assert.Equal((StoreFileState.Failed, code), (failed.State, failed.Error?.Code));
        Assert.NotEmpty(failed.Error!.Message);
        Assert.Equal(attempts, reads);
        Assert.Empty((await _work.ReplicaAsync(vault, store)).Documents);
        Assert.Equal(0, await _work.CountAsync(vault, "chunks"));
    }

    [Fact]
    public async Task Worker_KilledHalfWay_IsFollowedByAnotherThatStartsAnew()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, Lines(200));
        var dead = await ClaimAsync(vault);
        await _work.Store.BeginAsync(vault, dead, 50, Cancel);
        await _work.Store.WriteAsync(vault, dead, [Chunk(0), Chunk(1)], "fake/1", Tenancy.Time.GetUtcNow() + TimeSpan.FromMinutes(1), Cancel);

        await _work.IngestAsync();
        var whileHeld = await _work.FindAsync(vault, store, file);
        Assert.Null(await _work.TextAsync(vault, store, file));
        Tenancy.Time.Advance(TimeSpan.FromMinutes(2));
        await _work.IngestAsync();

        Assert.Equal((StoreFileState.InProgress, 2L, (long?)50L), (whileHeld.State, whileHeld.ChunksDone, whileHeld.ChunksTotal));
        var done = await _work.FindAsync(vault, store, file);
        Assert.Equal(StoreFileState.Completed, done.State);
        Assert.Equal(done.ChunksTotal, await _work.CountAsync(vault, "chunks"));
        Assert.Equal(done.ChunksTotal, (await _work.ReplicaAsync(vault, store)).Documents[file].Chunks.Count);

        // The dead one wakes up: nothing that it writes is taken.
        Assert.False(await _work.Store.WriteAsync(vault, dead, [Chunk(900)], "fake/1", Tenancy.Time.GetUtcNow(), Cancel));
        Assert.False(await _work.Store.CompleteAsync(vault, dead, "fake/1", 1, Cancel));
        Assert.False(await _work.Store.FailAsync(vault, dead, null, Cancel));
        Assert.Equal(done.ChunksTotal, await _work.CountAsync(vault, "chunks"));
    }

    [Fact]
    public async Task File_WhoseWorkersDieThreeTimes_Fails()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, "text");
        for (var i = 0; i < IngestionWorker.MaxAttempts; i++)
        {
            await ClaimAsync(vault);
            Tenancy.Time.Advance(TimeSpan.FromMinutes(2));
        }

        await _work.IngestAsync();

        var failed = await _work.FindAsync(vault, store, file);
        Assert.Equal((StoreFileState.Failed, IngestionError.ServerError), (failed.State, failed.Error?.Code));
    }

    [Fact]
    public async Task Worker_ToldToStop_GivesItsFileBackUncounted()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, "text");
        for (var i = 0; i < IngestionWorker.MaxAttempts + 2; i++)
        {
            using var stop = new CancellationTokenSource();
            var begun = new TaskCompletionSource();
            _work.Reader.Before = async token =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            };
            var running = _work.NewWorker().RunAsync(stop.Token);
            await begun.Task;
            await stop.CancelAsync();
            await running;
        }

        _work.Reader.Before = null;
        await _work.IngestAsync();

        Assert.Equal(StoreFileState.Completed, (await _work.FindAsync(vault, store, file)).State);
    }

    [Fact]
    public async Task File_AttachedAnewWithoutLabels_KeepsThemAloneAndInABatch()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, "text", "board");
        var fresh = await _work.UploadAsync(vault, "other text");

        await Tenancy.StoreFiles.AttachAsync(vault, store, new StoreFileDraft(file), Cancel);
        Assert.Equal(["board"], (await _work.FindAsync(vault, store, file)).Labels);
        await Tenancy.StoreFiles.AttachBatchAsync(vault, store, [new StoreFileDraft(fresh), new StoreFileDraft(file)], Cancel);
        Assert.Equal(["board"], (await _work.FindAsync(vault, store, file)).Labels);
        Assert.Empty((await _work.FindAsync(vault, store, fresh)).Labels);
        await Tenancy.StoreFiles.AttachAsync(vault, store, new StoreFileDraft(file) { Labels = [] }, Cancel);
        Assert.Empty((await _work.FindAsync(vault, store, file)).Labels);
    }

    [Fact]
    public async Task Labels_GivenWhileAFileIsChangedOrAttachedAnew_AreNotLost()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, "text");
        var attributes = new Dictionary<string, AttributeValue>();

        for (var round = 0; round < 20; round++)
        {
            await Tenancy.StoreFiles.UpdateAsync(vault, store, file, attributes, [], Cancel);
            await Task.WhenAll(
                Task.Run(() => Tenancy.StoreFiles.UpdateAsync(vault, store, file, attributes, null, Cancel), Cancel),
                Task.Run(() => Tenancy.StoreFiles.AttachAsync(vault, store, new StoreFileDraft(file), Cancel), Cancel),
                Task.Run(() => Tenancy.StoreFiles.AttachBatchAsync(vault, store, [new StoreFileDraft(file)], Cancel), Cancel),
                Task.Run(() => Tenancy.StoreFiles.UpdateAsync(vault, store, file, attributes, ["board"], Cancel), Cancel));

            Assert.Equal(["board"], (await _work.FindAsync(vault, store, file)).Labels);
        }
    }

    [Fact]
    public async Task Heads_ThatChangedSinceTheyWereRead_AreNeitherReplacedNorTakenOver()
    {
        var (vault, store) = await _work.CreateAsync();
        var (file, never) = (await _work.AttachAsync(vault, store, "text"), await _work.UploadAsync(vault, "text"));
        var before = (await Tenancy.StoreFileCatalog.FindAsync(vault, store, file, Cancel))!;
        await Tenancy.StoreFiles.UpdateAsync(vault, store, file, new Dictionary<string, AttributeValue>(), ["board"], Cancel);

        Assert.False(await Tenancy.StoreFileCatalog.ChangeAsync(vault, store, file, before.SealedHead, before.SealedHead, before.Created, Cancel));
        foreach (var read in new Dictionary<FileId, byte[]?>[] { new() { [file] = before.SealedHead }, new() { [file] = null }, new() { [never] = before.SealedHead } })
        {
            Assert.Equal(AttachResult.Changed, await Tenancy.StoreFileCatalog.AttachAsync(vault, store, null, [before], read, 10, before.Created, Cancel));
        }

        Assert.Equal(["board"], (await _work.FindAsync(vault, store, file)).Labels);
    }

    [Fact]
    public async Task Workers_OfTwoNodes_ShareTheFilesAndDoNoneTwice()
    {
        var (vault, store) = await _work.CreateAsync();
        await using var second = await fixture.OpenAgainAsync();
        var other = new LibraryWork(new Workspace(second, Tenancy.MasterText));
        var drafts = new List<StoreFileDraft>();
        for (var i = 0; i < 24; i++)
        {
            drafts.Add(new StoreFileDraft(await _work.UploadAsync(vault, $"text {i}")));
        }

        var (batch, _) = await Tenancy.StoreFiles.AttachBatchAsync(vault, store, drafts, Cancel);
        await Task.WhenAll(Task.Run(_work.IngestAsync, Cancel), Task.Run(other.IngestAsync, Cancel));
        await _work.IngestAsync();

        var after = await Tenancy.StoreFiles.FindBatchAsync(vault, store, batch.Id, Cancel);
        Assert.Equal(new FileCounts(0, 24, 0, 0), after!.Counts);
        Assert.Equal(24, _work.Embedder.Texts + other.Embedder.Texts);
        Assert.Equal(24, (await _work.ReplicaAsync(vault, store)).Documents.Count);
    }

    [Fact]
    public async Task Tenants_WithFewFiles_DoNotWaitForOneWithMany()
    {
        var (many, manyStore) = await _work.CreateAsync();
        var (few, fewStore) = await _work.CreateAsync();
        for (var i = 0; i < 10; i++)
        {
            await _work.AttachAsync(many, manyStore, $"many {i}");
        }

        await _work.AttachAsync(few, fewStore, "few");
        var order = new List<string>();
        _work.Embedder.Before = (texts, _) =>
        {
            lock (order)
            {
                order.Add(texts[0]);
            }

            return Task.CompletedTask;
        };

        await _work.IngestAsync();

        Assert.InRange(order.IndexOf("few"), 0, 3);
    }

    [Fact]
    public async Task Claims_OfAProcessBefore_EndAtTheStartOfOneThatIsAlone()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, Lines(20));
        await ClaimAsync(vault);

        await _work.Store.EndClaimsAsync(Cancel);
        await _work.IngestAsync();

        // With PostgreSQL, another node may be the one that holds it.
        var isAlone = Tenancy.Database.Engine == DatabaseEngine.Sqlite;
        Assert.Equal(isAlone ? StoreFileState.Completed : StoreFileState.InProgress, (await _work.FindAsync(vault, store, file)).State);
    }

    [Fact]
    public async Task Batch_Cancelled_KeepsWhatIsDoneAndStopsTheRest()
    {
        var (vault, store) = await _work.CreateAsync();
        var first = await _work.UploadAsync(vault, "first");
        var second = await _work.UploadAsync(vault, "second");
        var (batch, _) = await Tenancy.StoreFiles.AttachBatchAsync(vault, store, [new(first), new(second)], Cancel);
        var claim = await ClaimAsync(vault);
        await _work.Store.BeginAsync(vault, claim, 1, Cancel);
        await _work.Store.CompleteAsync(vault, claim, "fake/1", 1, Cancel);
        var held = await ClaimAsync(vault);

        var cancelled = await Tenancy.StoreFiles.CancelBatchAsync(vault, store, batch.Id, Cancel);

        Assert.Equal((true, new FileCounts(0, 1, 0, 1)), (cancelled!.IsCancelled, cancelled.Counts));
        Assert.False(await _work.Store.RenewAsync(vault, held, Tenancy.Time.GetUtcNow(), Cancel));
        Assert.False(await _work.Store.CompleteAsync(vault, held, "fake/1", 1, Cancel));
        await _work.IngestPatientlyAsync();
        Assert.Equal(StoreFileState.Cancelled, (await _work.FindAsync(vault, store, held.File.File)).State);
        Assert.Null(await Tenancy.StoreFiles.CancelBatchAsync(vault, store, FileBatchId.New(Tenancy.Time), Cancel));
    }

    [Fact]
    public async Task File_DeletedWhileItIsIngested_LeavesNothing()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, "text");
        _work.Embedder.Before = async (_, _) => await Tenancy.Files.DeleteAsync(vault, file, CancellationToken.None);

        await _work.IngestAsync();

        Assert.Null(await Tenancy.StoreFiles.FindAsync(vault, store, file, Cancel));
        Assert.Empty((await _work.ReplicaAsync(vault, store)).Documents);
        Assert.Equal(0, await _work.CountAsync(vault, "chunks"));
    }

    [Fact]
    public async Task Tenant_WithNothingLeftToDo_IsNotLookedAtAgain()
    {
        var (vault, store) = await _work.CreateAsync();
        await _work.AttachAsync(vault, store, "text");
        await _work.IngestAsync();
        Assert.Contains(vault.Tenant, await _work.PendingAsync());

        Tenancy.Time.Advance(TimeSpan.FromMinutes(11));
        await _work.IngestAsync();
        Assert.DoesNotContain(vault.Tenant, await _work.PendingAsync());

        await _work.AttachAsync(vault, store, "more");
        Assert.Contains(vault.Tenant, await _work.PendingAsync());
    }

    [Fact]
    public async Task Tenant_WithFilesThatWaitLongerThanItsMark_IsStillLookedAt()
    {
        var (vault, store) = await _work.CreateAsync();
        var file = await _work.AttachAsync(vault, store, "text");
        await ClaimAsync(vault, TimeSpan.FromHours(1));

        Tenancy.Time.Advance(TimeSpan.FromMinutes(30));
        await _work.IngestAsync();
        Tenancy.Time.Advance(TimeSpan.FromMinutes(31));
        await _work.IngestAsync();

        Assert.Equal(StoreFileState.Completed, (await _work.FindAsync(vault, store, file)).State);
    }

    private static string Lines(int count) => string.Join('\n', Enumerable.Range(0, count).Select(i => $"Line {i} of a document that is long enough to be cut into many chunks, one after the other."));

    private static SealedChunk Chunk(long ordinal) => new(ordinal, false, [1], [2], [3]);

    private async Task<IngestionClaim> ClaimAsync(TenantVault vault, TimeSpan? length = null)
    {
        var now = Tenancy.Time.GetUtcNow();
        return (await _work.Store.ClaimAsync(vault, Guid.NewGuid().ToString("N"), now, now + (length ?? TimeSpan.FromMinutes(1)), Cancel))!;
    }
}
