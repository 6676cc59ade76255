using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Ledger;
using Sallyport.Tenancy;
using Sallyport.TestKit.Ledger;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class LedgerWriterTests
{
    private readonly MemoryLedgerStore _store = new();
    private readonly TenantId _tenant = TenantId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_Strict_IsInTheStoreWhenItReturns()
    {
        await using var writer = await Open();

        var receipt = await writer.AppendAsync(_tenant, Draft("a"), Durability.Strict, Cancellation);

        Assert.Equal(0, receipt.Index);
        Assert.Equal(1, (await _store.ReadHeadAsync(_tenant, Cancellation))!.Size);
    }

    [Fact]
    public async Task Append_Batched_IsInTheStoreWithinItsLinger()
    {
        var time = new FakeTimeProvider();
        var committed = new TaskCompletionSource();
        _store.AfterCommit = () =>
        {
            committed.TrySetResult();
            return Task.CompletedTask;
        };
        await using var writer = await Open(time: time);

        await writer.AppendAsync(_tenant, Draft("a"), Durability.Batched, Cancellation);
        await writer.AppendAsync(_tenant, Draft("b"), Durability.Batched, Cancellation);
        while (!committed.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        Assert.Equal([2], _store.Commits);
    }

    [Fact]
    public async Task Append_Strict_TakesBatchedEntriesAlongWithoutLingering()
    {
        await using var writer = await Open(time: new FakeTimeProvider());
        await writer.AppendAsync(_tenant, Draft("a"), Durability.Batched, Cancellation);

        var receipt = await writer.AppendAsync(_tenant, Draft("b"), Durability.Strict, Cancellation);

        Assert.Equal(1, receipt.Index);
    }

    [Fact]
    public async Task Append_ManyTenantsAtOnce_ShareCommitsAndKeepTheirOrder()
    {
        var tenants = Enumerable.Range(0, 20).Select(static _ => TenantId.New()).ToArray();
        var writer = await Open();
        await using (writer)
        {
            await Task.WhenAll(tenants.Select(tenant => Task.Run(async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    await writer.AppendAsync(tenant, Draft("n" + i), i % 2 == 0 ? Durability.Strict : Durability.Batched, Cancellation);
                }
            })));
        }

        Assert.True(_store.Commits.Count < 20 * 50, $"{_store.Commits.Count} commits for 1,000 entries");
        foreach (var tenant in tenants)
        {
            var rows = await _store.ReadEntriesAsync(tenant, 0, 1000, false, Cancellation);
            Assert.Equal(Enumerable.Range(0, 50).Select(static i => "n" + i), rows.Select(static r => r.Exchange));
            Assert.Equal(Enumerable.Range(0, 50).Select(static i => (long)i), rows.Select(static r => r.Index));
            Assert.Equal(
                NaiveTree.Root([.. rows.Select(static r => r.Body)]),
                MerkleFrontier.Restore(50, (await _store.ReadHeadAsync(tenant, Cancellation))!.Frontier).Root());
        }
    }

    [Fact]
    public async Task Append_ToAFullQueue_WaitsAndLosesNothing()
    {
        var gate = new TaskCompletionSource();
        _store.BeforeCommit = () => gate.Task;
        var writer = await Open(new LedgerWriterOptions { QueueEntries = 10, RoundEntries = 4 });
        var appends = Enumerable.Range(0, 100).Select(i => writer.AppendAsync(_tenant, Draft("n" + i), Durability.Batched, Cancellation).AsTask()).ToArray();
        Assert.InRange(appends.Count(static a => a.IsCompleted), 10, 14);

        gate.SetResult();
        await Task.WhenAll(appends);
        await writer.DisposeAsync();

        Assert.Equal(100, (await _store.ReadHeadAsync(_tenant, Cancellation))!.Size);
        Assert.All(_store.Commits, static count => Assert.InRange(count, 1, 4));
    }

    [Fact]
    public async Task Append_CancelledInLine_IsNotWritten()
    {
        var gate = new TaskCompletionSource();
        _store.BeforeCommit = () => gate.Task;
        var writer = await Open(new LedgerWriterOptions { QueueEntries = 1, RoundEntries = 1 });
        using var cancel = new CancellationTokenSource();
        var kept = Enumerable.Range(0, 5).Select(i => writer.AppendAsync(_tenant, Draft("n" + i), Durability.Batched, Cancellation).AsTask()).ToArray();
        var given = writer.AppendAsync(_tenant, Draft("given-up"), Durability.Batched, cancel.Token).AsTask();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        gate.SetResult();
        await Task.WhenAll(kept);
        await writer.DisposeAsync();

        Assert.Empty(await _store.FindExchangeAsync(_tenant, "given-up", Cancellation));
        Assert.Equal(5, (await _store.ReadHeadAsync(_tenant, Cancellation))!.Size);
    }

    [Fact]
    public async Task Append_StrictOnAFullDisk_FailsAndTheNextWorksOnceThereIsRoom()
    {
        await using var writer = await Open();
        _store.BeforeCommit = static () => throw new IOException("disk full");

        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await writer.AppendAsync(_tenant, Draft("a"), Durability.Strict, Cancellation));
        _store.BeforeCommit = null;
        var receipt = await writer.AppendAsync(_tenant, Draft("b"), Durability.Strict, Cancellation);

        Assert.Equal(0, receipt.Index);
    }

    [Fact]
    public async Task Append_BatchedOnAFullDisk_IsKeptUntilThereIsRoom()
    {
        var failed = new TaskCompletionSource();
        _store.BeforeCommit = () =>
        {
            failed.TrySetResult();
            throw new IOException("disk full");
        };
        var writer = await Open(new LedgerWriterOptions { RetryAfter = TimeSpan.FromMilliseconds(5) });
        await writer.AppendAsync(_tenant, Draft("kept"), Durability.Batched, Cancellation);
        await failed.Task;
        await Until(() => writer.IsBroken);

        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await writer.AppendAsync(_tenant, Draft("refused"), Durability.Batched, Cancellation));
        _store.BeforeCommit = null;
        await Until(() => !writer.IsBroken);
        await writer.AppendAsync(_tenant, Draft("after"), Durability.Strict, Cancellation);
        await writer.DisposeAsync();

        var rows = await _store.ReadEntriesAsync(_tenant, 0, 10, false, Cancellation);
        Assert.Equal(["kept", "after"], rows.Select(static r => r.Exchange));
    }

    [Fact]
    public async Task Append_WhileTheStoreHangs_IsRefusedUntilItAnswers()
    {
        var time = new FakeTimeProvider();
        var gate = new TaskCompletionSource();
        var isIn = new TaskCompletionSource();
        _store.BeforeCommit = () =>
        {
            isIn.TrySetResult();
            return gate.Task;
        };
        var writer = await Open(time: time);
        var waiting = writer.AppendAsync(_tenant, Draft("strict"), Durability.Strict, Cancellation).AsTask();
        await isIn.Task;
        Assert.False(writer.IsBroken);

        time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(writer.IsBroken);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await writer.AppendAsync(_tenant, Draft("refused"), Durability.Batched, Cancellation));
        gate.SetResult();
        await waiting;
        await Until(() => !writer.IsBroken);
        await writer.AppendAsync(_tenant, Draft("after"), Durability.Strict, Cancellation);
        await writer.DisposeAsync();

        var rows = await _store.ReadEntriesAsync(_tenant, 0, 10, false, Cancellation);
        Assert.Equal(["strict", "after"], rows.Select(static r => r.Exchange));
    }

    [Fact]
    public async Task Append_OwedOnAFullDisk_IsKeptAndTurnsTheNextAway()
    {
        _store.BeforeCommit = static () => throw new IOException("disk full");
        var writer = await Open(new LedgerWriterOptions { RetryAfter = TimeSpan.FromMilliseconds(5), QueueEntries = 1 });
        await writer.AppendAsync(_tenant, Draft("owed-0"), Durability.Owed, Cancellation);
        await Until(() => writer.IsBroken);

        var owed = Enumerable.Range(1, 20).Select(i => writer.AppendAsync(_tenant, Draft("owed-" + i), Durability.Owed, Cancellation).AsTask()).ToArray();
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await writer.AppendAsync(_tenant, Draft("refused"), Durability.Batched, Cancellation));
        await Task.WhenAll(owed);
        _store.BeforeCommit = null;
        await writer.DisposeAsync();

        var rows = await _store.ReadEntriesAsync(_tenant, 0, 100, false, Cancellation);
        Assert.Equal(Enumerable.Range(0, 21).Select(static i => "owed-" + i), rows.Select(static r => r.Exchange));
    }

    [Fact]
    public async Task Append_WhoseCommitAnswerWasLost_IsNotWrittenTwice()
    {
        var gate = new TaskCompletionSource();
        var failures = 1;
        _store.BeforeCommit = () => gate.Task;
        _store.AfterCommit = () => failures-- > 0 ? throw new IOException("connection lost") : Task.CompletedTask;
        var writer = await Open(new LedgerWriterOptions { RetryAfter = TimeSpan.FromMilliseconds(5) });
        await writer.AppendAsync(_tenant, Draft("a"), Durability.Batched, Cancellation);
        await writer.AppendAsync(_tenant, Draft("b"), Durability.Batched, Cancellation);
        await Task.Delay(50, Cancellation);
        await writer.AppendAsync(_tenant, Draft("later"), Durability.Batched, Cancellation);
        gate.SetResult();
        await writer.DisposeAsync();

        var rows = await _store.ReadEntriesAsync(_tenant, 0, 10, false, Cancellation);
        Assert.Equal(["a", "b", "later"], rows.Select(static r => r.Exchange));
    }

    [Fact]
    public async Task Open_AfterAnUncleanStop_TellsEachLedgerItTouchesOnce()
    {
        var (other, fresh) = (TenantId.New(), TenantId.New());
        var first = await Open(new LedgerWriterOptions { Name = "node" });
        await first.AppendAsync(_tenant, Draft("a"), Durability.Strict, Cancellation);
        await first.AppendAsync(other, Draft("a"), Durability.Strict, Cancellation);

        await using (var second = await Open(new LedgerWriterOptions { Name = "node" }))
        {
            await second.AppendAsync(_tenant, Draft("b"), Durability.Strict, Cancellation);
            await second.AppendAsync(_tenant, Draft("c"), Durability.Strict, Cancellation);
            await second.AppendAsync(fresh, Draft("d"), Durability.Strict, Cancellation);
        }

        await using (var third = await Open(new LedgerWriterOptions { Name = "node" }))
        {
            await third.AppendAsync(other, Draft("e"), Durability.Strict, Cancellation);
        }

        Assert.Equal([LedgerKinds.Exchange, LedgerKinds.UncleanStop, LedgerKinds.Exchange, LedgerKinds.Exchange], await Kinds(_tenant));
        Assert.Equal([LedgerKinds.Exchange, LedgerKinds.UncleanStop, LedgerKinds.Exchange], await Kinds(other));
        Assert.Equal([LedgerKinds.Exchange], await Kinds(fresh));
        var told = (await _store.ReadNewestAsync(other, 2, 1, null, Cancellation)).Single();
        Assert.Contains("\"stops\":1", Encoding.UTF8.GetString(told.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_AfterClosing_IsRefused()
    {
        var writer = await Open();
        await writer.DisposeAsync();

        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await writer.AppendAsync(_tenant, Draft("a"), Durability.Strict, Cancellation));
    }

    [Fact]
    public async Task Close_WhileTheStoreKeepsFailing_LeavesTheMark()
    {
        var writer = await Open(new LedgerWriterOptions { Name = "node" });
        _store.BeforeCommit = static () => throw new IOException("disk full");
        await writer.AppendAsync(_tenant, Draft("lost"), Durability.Batched, Cancellation);

        await writer.DisposeAsync();

        Assert.True(await _store.OpenWriterAsync("node", 0, Cancellation));
    }

    private static LedgerDraft Draft(string exchange) => new() { Kind = LedgerKinds.Exchange, Exchange = exchange };

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(1, Cancellation);
        }
    }

    private async Task<IEnumerable<string>> Kinds(TenantId tenant) =>
        (await _store.ReadEntriesAsync(tenant, 0, 100, false, Cancellation)).Select(static r => r.Kind);

    private Task<LedgerWriter> Open(LedgerWriterOptions? options = null, TimeProvider? time = null) =>
        LedgerWriter.OpenAsync(_store, options ?? new LedgerWriterOptions(), time ?? TimeProvider.System, null, Cancellation);
}
