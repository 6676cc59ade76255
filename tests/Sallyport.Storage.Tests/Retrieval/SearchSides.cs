using System.Globalization;
using Sallyport.Ledger;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Chunking;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Library;
using Sallyport.Retrieval.Rotation;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>One library, searched in memory and in the database.</summary>
internal sealed class SearchSides : IAsyncDisposable
{
    private static readonly string[] Words = ["river", "ledger", "harbour", "candle", "meadow", "signal", "window", "orchard", "engine", "winter"];

    private readonly LedgerWriter _writer;

    private SearchSides(LibraryWork work, IRotatedVectors rotated, LedgerWriter writer)
    {
        (Work, Rotated, _writer) = (work, rotated, writer);
        InMemory = Rooms(null);
        InDatabase = Rooms(rotated);
    }

    public LibraryWork Work { get; }

    public IRotatedVectors Rotated { get; }

    public CleanRooms InMemory { get; }

    public CleanRooms InDatabase { get; }

    public static async Task<SearchSides> OpenAsync(Workspace tenancy, IRotatedVectors rotated, FakeEmbedder? embedder = null) =>
        new(new LibraryWork(tenancy, embedder), rotated, await LedgerWriter.OpenAsync(new LedgerStore(tenancy.Database), new LedgerWriterOptions(), TimeProvider.System, null, CancellationToken.None));

    /// <summary>Attaches a document of some chunks, with a number to filter by.</summary>
    public async Task<FileId> AttachAsync(TenantVault vault, VectorStoreId store, Random random, int number, params string[] labels)
    {
        // 25 words fill some 40 tokens, so two or three lines go into a chunk.
        var text = string.Join('\n', Enumerable.Range(0, random.Next(1, 9)).Select(_ => string.Join(' ', Enumerable.Range(0, 25).Select(_ => Words[random.Next(Words.Length)] + random.Next(5)))));
        var file = await Work.UploadAsync(vault, text);
        var draft = new StoreFileDraft(file)
        {
            Labels = labels,
            Attributes = new Dictionary<string, AttributeValue> { ["n"] = new(number) },
            Chunking = ChunkingStrategy.Static(ChunkingStrategy.LeastMaxTokens, 0),
        };
        await Work.Tenancy.StoreFiles.AttachAsync(vault, store, draft, CancellationToken.None);
        return file;
    }

    public static string Question(Random random) => string.Join(' ', Enumerable.Range(0, 4).Select(_ => Words[random.Next(Words.Length)] + random.Next(5).ToString(CultureInfo.InvariantCulture)));

    public static Task<RetrievalResult> SearchAsync(CleanRooms rooms, TenantVault vault, SearchRequest request, params string[] clearances) => rooms.SearchAsync(
        vault,
        new Principal(vault.Tenant, KeyId.New(), null, Scopes.Retrieve) { Clearances = clearances },
        "search",
        "ex_1",
        request,
        static (_, _) => ValueTask.FromResult<string?>(null),
        Durability.Batched,
        CancellationToken.None);

    /// <summary>Searches on both sides, and compares.</summary>
    /// <returns>How many chunks were found.</returns>
    public async Task<int> CompareAsync(TenantVault vault, SearchRequest request, params string[] clearances)
    {
        var wanted = await SearchAsync(InMemory, vault, request, clearances);
        var found = await SearchAsync(InDatabase, vault, request, clearances);

        Assert.Equal(wanted.Chunks.Select(static chunk => (chunk.Store, chunk.File, chunk.Chunk.Ordinal)), found.Chunks.Select(static chunk => (chunk.Store, chunk.File, chunk.Chunk.Ordinal)));
        Assert.All(wanted.Chunks.Zip(found.Chunks), static pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-5f));
        return found.Chunks.Count;
    }

    public async ValueTask DisposeAsync()
    {
        InMemory.Dispose();
        InDatabase.Dispose();
        await _writer.DisposeAsync();
    }

    private CleanRooms Rooms(IRotatedVectors? rotated) =>
        new(Work.Tenancy.VectorStores, Work.Tenancy.StoreDocuments, Work.Tenancy.Vaults, new TenantEmbedders(Work.Embedder, tenant => Work.Own?.Invoke(tenant)), _writer, 1 << 28, TimeProvider.System, rotated);
}
