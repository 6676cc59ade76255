using System.Diagnostics;
using Sallyport.Ledger;
using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Retrieval;
using Sallyport.Tenancy;

namespace Sallyport.Bench.Search;

/// <summary>An installation with two tenants: one that times its own searches, the same in each world, and its neighbour.</summary>
internal sealed class NeighbourWorld : IAsyncDisposable
{
    private const int Results = 10;

    private readonly BenchLibrary _library;
    private readonly LedgerWriter _writer;
    private CleanRooms? _rooms;

    private NeighbourWorld(BenchLibrary library, LedgerWriter writer, bool isLarge) => (_library, _writer, IsLarge) = (library, writer, isLarge);

    /// <summary>Whether its neighbour is a large one.</summary>
    public bool IsLarge { get; }

    /// <param name="server">A connection string of PostgreSQL whose user may create databases; null for SQLite.</param>
    /// <param name="own">The chunks of the tenant that times.</param>
    /// <param name="neighbour">The chunks of its neighbour.</param>
    /// <param name="isLarge">Whether that is many.</param>
    public static async Task<NeighbourWorld> OpenAsync(string? server, int own, int neighbour, bool isLarge)
    {
        var library = await BenchLibrary.OpenAsync(server);
        await library.AddTenantAsync(own);
        await library.AddTenantAsync(neighbour);
        await library.IngestAsync();
        var writer = await LedgerWriter.OpenAsync(new LedgerStore(library.Installation.Database), new LedgerWriterOptions(), TimeProvider.System, null, CancellationToken.None);
        return new NeighbourWorld(library, writer, isLarge);
    }

    /// <summary>Begins to search in one way, and has everything loaded and made that searches use.</summary>
    public async Task EnterAsync(bool isInDatabase, string question)
    {
        _rooms?.Dispose();
        var installation = _library.Installation;
        _rooms = new CleanRooms(
            installation.VectorStores, installation.StoreDocuments, installation.Vaults, new TenantEmbedders(_library.Embedder), _writer, 8L << 30, TimeProvider.System,
            isInDatabase ? new RotatedVectors(installation.Database) : null);
        for (var tenant = 0; tenant < _library.Stores.Count; tenant++)
        {
            await SearchAsync(tenant, question);
            await _rooms.TendAsync(_library.Stores[tenant].Vault, CancellationToken.None);
            await SearchAsync(tenant, question);
        }
    }

    /// <summary>Times a search, from the question to the receipt.</summary>
    /// <param name="question">What is searched for.</param>
    /// <param name="isBusy">Whether the neighbour searches for the same meanwhile, beginning with it.</param>
    /// <returns>Milliseconds.</returns>
    public async Task<double> TimeAsync(string question, bool isBusy)
    {
        var other = isBusy ? Task.Run(() => SearchAsync(1, question)) : Task.CompletedTask;
        var begun = Stopwatch.GetTimestamp();
        await SearchAsync(0, question);
        var taken = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        await other;
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        _rooms?.Dispose();
        await _writer.DisposeAsync();
        await _library.DisposeAsync();
    }

    private async Task SearchAsync(int tenant, string question)
    {
        var (vault, store) = _library.Stores[tenant];
        var request = new SearchRequest { Stores = [store], Queries = [question], Mode = SearchMode.Hybrid, Most = Results };
        var principal = new Principal(vault.Tenant, KeyId.New(), null, Scopes.Retrieve);
        var result = await _rooms!.SearchAsync(vault, principal, "bench", "ex_bench", request, static (_, _) => ValueTask.FromResult<string?>(null), Durability.Batched, CancellationToken.None);
        if (result.Chunks.Count != Results)
        {
            throw new InvalidOperationException($"A search found {result.Chunks.Count} chunks of {Results}.");
        }
    }
}
