using System.Security.Cryptography;
using System.Text;
using Sallyport.Ledger;
using Sallyport.Ledger.Verification;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Ledger;

public abstract class LedgerStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private readonly LedgerStore _store = new(fixture.Database);
    private readonly TenantId _tenant = TenantId.New();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Round_Committed_IsReadBackWhole()
    {
        var payload = new SealedPayload("detail", RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(80));
        var rows = new[] { Row(0, "ex_a", payload), Row(1, null), Row(2, "ex_a") };

        await CommitAsync(_store, Append(_tenant, rows, new MerkleNode(1, 0, new byte[32])));

        var head = await _store.ReadHeadAsync(_tenant, Cancel);
        Assert.Equal((3L, 1L, 0L), (head!.Size, head.Epoch, head.CheckpointSize));
        Assert.Equal(64, head.Frontier.Length);
        var read = await _store.ReadEntriesAsync(_tenant, 0, 10, true, Cancel);
        Assert.Equivalent(rows, read, strict: true);
        Assert.All(await _store.ReadEntriesAsync(_tenant, 0, 10, false, Cancel), static r => Assert.Empty(r.Payloads));
        Assert.Equal([1L, 2L], (await _store.ReadEntriesAsync(_tenant, 1, 2, false, Cancel)).Select(static r => r.Index));
        Assert.Contains(await _store.ReadHeadsAsync(false, Cancel), h => h.Tenant == _tenant);
    }

    [Fact]
    public async Task Round_NotCommitted_LeavesNothing()
    {
        await using (var round = await _store.BeginRoundAsync([_tenant], Cancel))
        {
            Assert.Equal(0, round.Heads[_tenant].Size);
            Assert.Null(await round.ReadLeafHashAsync(_tenant, 0, Cancel));
        }

        Assert.Null(await _store.ReadHeadAsync(_tenant, Cancel));
        Assert.DoesNotContain(await _store.ReadHeadsAsync(false, Cancel), h => h.Tenant == _tenant);
    }

    [Fact]
    public async Task Round_ThatFailsInOneLedger_LeavesTheOthersAsTheyWere()
    {
        var other = TenantId.New();
        await CommitAsync(_store, Append(_tenant, [Row(0, null)]));

        await using (var round = await _store.BeginRoundAsync([_tenant, other], Cancel))
        {
            var commit = round.CommitAsync([Append(other, [Row(0, null)]), Append(_tenant, [Row(0, null)])], Cancel).AsTask();
            await Assert.ThrowsAnyAsync<Exception>(() => commit);
        }

        Assert.Null(await _store.ReadHeadAsync(other, Cancel));
        Assert.Empty(await _store.ReadEntriesAsync(other, 0, 10, false, Cancel));
        Assert.Equal(1, (await _store.ReadHeadAsync(_tenant, Cancel))!.Size);
    }

    [Fact]
    public async Task Round_BegunAgain_SeesTheHeadAndItsLeaves()
    {
        var row = Row(0, null);
        await CommitAsync(_store, Append(_tenant, [row]));

        await using var round = await _store.BeginRoundAsync([_tenant], Cancel);

        Assert.Equal(1, round.Heads[_tenant].Size);
        Assert.Equal(row.LeafHash, await round.ReadLeafHashAsync(_tenant, 0, Cancel));
        Assert.Null(await round.ReadLeafHashAsync(_tenant, 1, Cancel));
    }

    [Fact]
    public async Task Entries_OfAnotherTenant_AreNotRead()
    {
        await CommitAsync(_store, Append(_tenant, [Row(0, "ex_mine")]));
        var other = TenantId.New();

        Assert.Empty(await _store.ReadEntriesAsync(other, 0, 10, true, Cancel));
        Assert.Empty(await _store.FindExchangeAsync(other, "ex_mine", Cancel));
        Assert.Empty(await _store.ReadNewestAsync(other, long.MaxValue, 10, null, Cancel));
        Assert.Empty(await _store.ReadHashesAsync(other, 0, 0, 10, Cancel));
    }

    [Fact]
    public async Task Entries_ByExchangeKindAndAge_AreFound()
    {
        var payload = new SealedPayload("detail", new byte[32], [7]);
        LedgerRow[] rows = [Row(0, "ex_a"), Row(1, "ex_b") with { Kind = "key.created" }, Row(2, "ex_a", payload), Row(3, null)];
        await CommitAsync(_store, Append(_tenant, rows));

        var exchange = await _store.FindExchangeAsync(_tenant, "ex_a", Cancel);
        var newest = await _store.ReadNewestAsync(_tenant, 3, 2, null, Cancel);
        var keys = await _store.ReadNewestAsync(_tenant, long.MaxValue, 10, "key.created", Cancel);

        Assert.Equal([0L, 2L], exchange.Select(static r => r.Index));
        Assert.Equal("detail", Assert.Single(exchange[1].Payloads).Name);
        Assert.Equal([2L, 1L], newest.Select(static r => r.Index));
        Assert.Equal([1L], keys.Select(static r => r.Index));
    }

    [Fact]
    public async Task Hashes_OfALevel_ComeInOrderAndEndWithTheTree()
    {
        var rows = Enumerable.Range(0, 5).Select(static i => Row(i, null)).ToArray();
        await CommitAsync(_store, Append(_tenant, rows, new MerkleNode(1, 0, [.. Enumerable.Repeat((byte)1, 32)]), new MerkleNode(1, 1, [.. Enumerable.Repeat((byte)2, 32)])));

        var leaves = await _store.ReadHashesAsync(_tenant, 0, 3, 256, Cancel);
        var nodes = await _store.ReadHashesAsync(_tenant, 1, 0, 256, Cancel);

        Assert.Equal([.. rows[3].LeafHash, .. rows[4].LeafHash], leaves);
        Assert.Equal(64, nodes.Length);
        Assert.Equal((1, 2), (nodes[0], nodes[32]));
    }

    [Fact]
    public async Task Checkpoints_AreKeptOnceAndReadInOrder()
    {
        await CommitAsync(_store, Append(_tenant, [Row(0, null), Row(1, null), Row(2, null)]));
        Assert.Null(await _store.ReadLastCheckpointAsync(_tenant, Cancel));

        await _store.AddCheckpointAsync(_tenant, new StoredCheckpoint(1, 2, 10, "two"), Cancel);
        await _store.AddCheckpointAsync(_tenant, new StoredCheckpoint(1, 3, 20, "three"), Cancel);
        await _store.AddCheckpointAsync(_tenant, new StoredCheckpoint(1, 3, 30, "three again"), Cancel);

        Assert.Equal(["two", "three"], (await _store.ReadCheckpointsAsync(_tenant, 0, 0, 10, Cancel)).Select(static c => c.Note));
        Assert.Equal(["three"], (await _store.ReadCheckpointsAsync(_tenant, 1, 2, 10, Cancel)).Select(static c => c.Note));
        Assert.Equal("three", (await _store.ReadLastCheckpointAsync(_tenant, Cancel))!.Note);
        Assert.Equal(3, (await _store.ReadHeadAsync(_tenant, Cancel))!.CheckpointSize);
        Assert.DoesNotContain(await _store.ReadHeadsAsync(true, Cancel), h => h.Tenant == _tenant);
        await CommitAsync(_store, Append(_tenant, [Row(3, null)]));
        Assert.Contains(await _store.ReadHeadsAsync(true, Cancel), h => h.Tenant == _tenant);
    }

    [Fact]
    public async Task Writer_OpenedWhileItsMarkIsThere_CountsAnUncleanStop()
    {
        var name = "node-" + _tenant.Value;
        var before = await UncleanStopsAsync();

        Assert.False(await _store.OpenWriterAsync(name, 1, Cancel));
        Assert.True(await _store.OpenWriterAsync(name, 2, Cancel));
        await _store.CloseWriterAsync(name, Cancel);
        Assert.False(await _store.OpenWriterAsync(name, 3, Cancel));
        await _store.CloseWriterAsync(name, Cancel);

        Assert.Equal(before + 1, await UncleanStopsAsync());
    }

    [Fact]
    public async Task Writers_OfTwoProcesses_ShareLedgersWithoutGapsOrForks()
    {
        TenantId[] tenants = [.. Enumerable.Range(0, 5).Select(static _ => TenantId.New())];
        await using var another = await fixture.OpenAgainAsync();
        LedgerStore[] stores = [_store, new LedgerStore(another)];

        await Task.WhenAll(stores.SelectMany(store => tenants.Select(tenant => Task.Run(async () =>
        {
            await using var writer = await LedgerWriter.OpenAsync(store, new LedgerWriterOptions(), TimeProvider.System, null, Cancel);
            for (var i = 0; i < 60; i++)
            {
                await writer.AppendAsync(tenant, new LedgerDraft { Kind = LedgerKinds.Exchange }, i % 3 == 0 ? Durability.Strict : Durability.Batched, Cancel);
            }
        }))));

        foreach (var tenant in tenants)
        {
            var rows = await _store.ReadEntriesAsync(tenant, 0, 1000, false, Cancel);
            Assert.Equal(Enumerable.Range(0, 120).Select(static i => (long)i), rows.Select(static r => r.Index));
            Assert.All(rows, static r => Assert.Contains($"\"index\":{r.Index},", Encoding.UTF8.GetString(r.Body), StringComparison.Ordinal));
            Assert.All(rows, static r => Assert.Equal(ProofCheck.LeafHash(r.Body), r.LeafHash));
            Assert.Equal(120, (await _store.ReadHeadAsync(tenant, Cancel))!.Size);
        }
    }

    private static LedgerRow Row(long index, string? exchange, params SealedPayload[] payloads)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"index":{{index}},"text":"é\u0000"}""");
        return new LedgerRow(index, 1_700_000_000_000 + index, LedgerKinds.Exchange, exchange, body, ProofCheck.LeafHash(body), payloads);
    }

    // The store keeps what it is given; whether hashes are right is the writer's part.
    private static LedgerAppend Append(TenantId tenant, LedgerRow[] rows, params MerkleNode[] nodes)
    {
        var size = rows[^1].Index + 1;
        return new LedgerAppend(new LedgerHead(tenant, size, new byte[32 * long.PopCount(size)], 1, 0, 0), rows, nodes);
    }

    private static async Task CommitAsync(LedgerStore store, LedgerAppend append)
    {
        await using var round = await store.BeginRoundAsync([append.Head.Tenant], Cancel);
        await round.CommitAsync([append], Cancel);
    }

    private async Task<long> UncleanStopsAsync()
    {
        await using var round = await _store.BeginRoundAsync([], Cancel);
        return round.UncleanStops;
    }
}
