using Sallyport.Ledger;
using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>What a tenant is told, results, scores, counts, usage and errors, is the same whatever its neighbours keep.</summary>
public abstract class NeighbourStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private static readonly string[] Words = ["leave", "travel", "hotel", "train", "salary", "board", "merger", "bluebird", "office", "contract"];

    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Answers_DoNotDependOnNeighbours(int seed)
    {
        var random = new Random(seed);
        string Sentence() => string.Join(' ', Enumerable.Range(0, 8).Select(_ => Words[random.Next(Words.Length)]));
        var work = new LibraryWork(_work);
        var (mine, theirs) = (await _work.CreateVaultAsync(), await _work.CreateVaultAsync());
        var (store, other) = (await work.CreateStoreAsync(mine), await work.CreateStoreAsync(theirs));
        var texts = Enumerable.Range(0, 6).Select(_ => Sentence()).ToList();
        foreach (var text in texts)
        {
            await work.AttachAsync(mine, store.Id, text);
        }

        await work.IngestAsync();
        await using var ledger = await LedgerWriter.OpenAsync(new LedgerStore(_work.Database), new LedgerWriterOptions(), TimeProvider.System, null, Cancel);
        using var rooms = new CleanRooms(_work.VectorStores, _work.StoreDocuments, _work.Vaults, new TenantEmbedders(work.Embedder), ledger, 64 << 20, _work.Time);
        var queries = texts.Append("merger").ToList();
        var (file, nowhere) = (FileId.New(_work.Time), VectorStoreId.New(_work.Time));
        var before = await TellAsync(rooms, mine, store.Id, queries, nowhere, file);

        var count = random.Next(5, 25);

        // The same texts, and others, in a neighbour's hands.
        FileId last = default;
        for (var i = 0; i < count; i++)
        {
            last = await work.AttachAsync(theirs, other.Id, i < texts.Count ? texts[i] : Sentence());
        }

        await _work.Sentinels.PlantAsync(theirs, other.Id, Cancel);
        await work.IngestAsync();

        Assert.Equal(before, await TellAsync(rooms, mine, store.Id, queries, nowhere, file));
        Assert.Equal(before, await TellAsync(rooms, mine, store.Id, queries, other.Id, last));
        Assert.Equal(before, await TellAsync(rooms, mine, store.Id, queries, other.Id, SentinelFile.Of(theirs)));
    }

    // All that a tenant can read: what it searches for, what it lists, and what it is told of what it only names.
    private async Task<string> TellAsync(CleanRooms rooms, TenantVault vault, VectorStoreId store, IReadOnlyList<string> queries, VectorStoreId foreignStore, FileId foreignFile)
    {
        var told = new List<string>();
        foreach (var query in queries)
        {
            var found = await SearchAsync(rooms, vault, store, query);
            told.AddRange(found.Chunks.Select(static chunk => $"{chunk.File} {chunk.Score:R}"));
            told.Add($"{found.Withheld}");
        }

        var own = (await _work.VectorStores.FindAsync(vault, store, Cancel))!;
        told.Add($"{own.Counts} {own.UsageBytes} {own.Revision}");
        told.Add($"{(await _work.VectorStores.ListAsync(vault, new ListWindow<VectorStoreId>(100), Cancel)).Items.Count}");
        told.AddRange((await _work.Files.ListAsync(vault, null, new ListWindow<FileId>(100), Cancel)).Items.Select(static file => file.Id.Value));
        told.AddRange((await _work.StoreFiles.ListAsync(vault, store, null, null, new ListWindow<FileId>(100), Cancel)).Items.Select(static file => $"{file.File} {file.UsageBytes}"));
        told.Add($"{await _work.VectorStores.FindAsync(vault, foreignStore, Cancel)} {await _work.Files.FindAsync(vault, foreignFile, Cancel)} {await _work.Files.DeleteAsync(vault, foreignFile, Cancel)}");
        told.Add((await Assert.ThrowsAsync<RetrievalException>(() => SearchAsync(rooms, vault, foreignStore, "leave"))).Message);
        told.Add((await Assert.ThrowsAsync<RetrievalException>(() => _work.StoreFiles.AttachAsync(vault, store, new StoreFileDraft(foreignFile), Cancel))).Message);
        told.Add($"{await _work.StoreFiles.DetachAsync(vault, foreignStore, foreignFile, Cancel)} {await _work.VectorStores.DeleteAsync(vault, foreignStore, Cancel)}");
        return string.Join('\n', told);
    }

    private static Task<RetrievalResult> SearchAsync(CleanRooms rooms, TenantVault vault, VectorStoreId store, string query) => rooms.SearchAsync(
        vault, new Principal(vault.Tenant, KeyId.New(), null, Scopes.Retrieve), "search", "ex_0000000000000000", new SearchRequest { Stores = [store], Queries = [query] },
        static (_, _) => ValueTask.FromResult<string?>(null), Durability.Batched, Cancel);
}
