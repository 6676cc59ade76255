using Sallyport.Ledger;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Chunking;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>Texts of what was found come from whichever files they are in, together, and each is opened under its own file's key.</summary>
public abstract class FoundTextStoreContract<TFixture> : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private const int Files = 12;

    private readonly Workspace _work;
    private readonly LibraryWork _library;

    protected FoundTextStoreContract(TFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        Database = fixture.Database;
        _work = new Workspace(fixture.Database);
        _library = new LibraryWork(_work);
    }

    private protected Database Database { get; }

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_OverFilesAndStores_ShowsEachTextUnderItsFilesName()
    {
        var (vault, stores) = await FillAsync();
        await using var writer = await WriterAsync();
        using var rooms = Rooms(writer);

        var found = await SearchAsync(rooms, vault, stores, 2 * Files);

        Assert.Equal(
            Enumerable.Range(0, 2).SelectMany(store => Enumerable.Range(0, Files).Select(file => (stores[store], $"{file}.txt", TextOf(store, file)))).ToHashSet(),
            found.Chunks.Select(static chunk => (chunk.Store, chunk.FileName, chunk.Chunk.Text)).ToHashSet());
        Assert.Equal(0, found.Withheld);
    }

    [Fact]
    public async Task Chunks_ThatAreKeptBack_AreMadeUpForByTheNext()
    {
        var (vault, stores) = await FillAsync();
        await using var writer = await WriterAsync();
        using var rooms = Rooms(writer);
        var all = await SearchAsync(rooms, vault, stores, 2 * Files);
        string[] kept = [.. all.Chunks.Where(static (_, place) => place is 0 or 2 or 5 or 6).Select(static chunk => chunk.Chunk.Text)];
        List<string> looked = [];

        var found = await SearchAsync(rooms, vault, stores, 5, text =>
        {
            looked.Add(text);
            return kept.Any(text.Contains) ? "guard" : null;
        });

        Assert.Equal(all.Chunks.Select(static chunk => chunk.Chunk.Text).Except(kept).Take(5), found.Chunks.Select(static chunk => chunk.Chunk.Text));
        Assert.Equal(4, found.Withheld);

        // Nothing is opened that is neither shown nor kept back.
        Assert.Equal(9, looked.Count);
    }

    [Fact]
    public async Task Places_ThatAreNotThere_AreLeftOut()
    {
        var (vault, stores) = await FillAsync();
        var (other, others) = await FillAsync();
        var files = (await _work.StoreFiles.ListAsync(vault, stores[0], null, null, new ListWindow<FileId>(100), Cancel)).Items;
        var (here, deleted) = (files[0].File, files[1].File);
        var foreign = (await _work.StoreFiles.ListAsync(other, others[0], null, null, new ListWindow<FileId>(100), Cancel)).Items[0].File;
        await _work.Files.DeleteAsync(vault, deleted, Cancel);
        ChunkPlace[] places = [new(stores[0], here, 0), new(stores[0], here, 1), new(stores[1], here, 0), new(stores[0], deleted, 0), new(others[0], foreign, 0)];

        var fetched = await _work.StoreDocuments.FetchAsync(vault, places, Cancel);

        Assert.Equal([true, false, false, false, false], places.Select(place => fetched.Open(place) is not null));
        Assert.Empty((await _work.StoreFileCatalog.ReadTextsAsync(vault, [], Cancel)).Values);
    }

    private protected async Task<(TenantVault Vault, VectorStoreId[] Stores)> FillAsync()
    {
        var vault = await _work.CreateVaultAsync();
        VectorStoreId[] stores = [(await _library.CreateStoreAsync(vault)).Id, (await _library.CreateStoreAsync(vault)).Id];
        for (var store = 0; store < stores.Length; store++)
        {
            for (var file = 0; file < Files; file++)
            {
                await _work.StoreFiles.AttachAsync(vault, stores[store], new StoreFileDraft(await _library.UploadAsync(vault, TextOf(store, file), $"{file}.txt")), Cancel);
            }
        }

        await _library.IngestAsync();
        return (vault, stores);
    }

    /// <summary>Ingests a document of many chunks.</summary>
    private protected async Task<(TenantVault Vault, VectorStoreId Store, FileId File)> IngestLongAsync(int chunks)
    {
        var vault = await _work.CreateVaultAsync();
        var store = (await _library.CreateStoreAsync(vault)).Id;
        var line = string.Join(' ', Enumerable.Repeat("harbour", 40));
        var file = await _library.UploadAsync(vault, string.Join('\n', Enumerable.Repeat(line, chunks)));
        await _work.StoreFiles.AttachAsync(vault, store, new StoreFileDraft(file) { Chunking = ChunkingStrategy.Static(ChunkingStrategy.LeastMaxTokens, 0) }, Cancel);
        await _library.IngestAsync();
        Assert.Equal(chunks, (await _library.FindAsync(vault, store, file)).ChunksDone);
        return (vault, store, file);
    }

    /// <summary>Reads what an index is built from.</summary>
    private protected Task<SealedChanges?> ReadChangesAsync(TenantVault vault, VectorStoreId store) =>
        _work.StoreFileCatalog.ReadChangesAsync(vault, store, 0, isFirstLoad: true, missingIn: null, Cancel);

    private protected Task<LedgerWriter> WriterAsync() => LedgerWriter.OpenAsync(new LedgerStore(_work.Database), new LedgerWriterOptions(), TimeProvider.System, null, Cancel);

    private protected CleanRooms Rooms(LedgerWriter writer) =>
        new(_work.VectorStores, _work.StoreDocuments, _work.Vaults, new TenantEmbedders(_library.Embedder), writer, 64 << 20, _work.Time);

    private protected static Task<RetrievalResult> SearchAsync(CleanRooms rooms, TenantVault vault, VectorStoreId[] stores, int most, Func<string, string?>? check = null) => rooms.SearchAsync(
        vault,
        new Principal(vault.Tenant, KeyId.New(), null, Scopes.Retrieve),
        "search",
        "ex_0000000000000000",
        new SearchRequest { Stores = stores, Queries = ["harbour"], Most = most },
        (text, _) => ValueTask.FromResult(check?.Invoke(text)),
        Durability.Batched,
        Cancel);

    private static string TextOf(int store, int file) => $"Harbour {store} has quay {file}.";
}
