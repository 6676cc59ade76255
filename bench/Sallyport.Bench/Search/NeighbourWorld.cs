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

    // In milliseconds: some searches of the neighbour's long.
    private const int MostDelay = 8;

    private readonly BenchLibrary _library;
    private readonly LedgerWriter _writer;
    private readonly float[] _numbers;
    private CleanRooms? _rooms;

    private NeighbourWorld(BenchLibrary library, LedgerWriter writer, int neighbour, bool isLarge)
    {
        (_library, _writer, IsLarge) = (library, writer, isLarge);
        _numbers = new float[neighbour * SearchCorpus.Dimensions];
        Array.Fill(_numbers, 1f);
    }

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
        return new NeighbourWorld(library, writer, neighbour, isLarge);
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
    /// <param name="activity">What the neighbour does meanwhile.</param>
    /// <returns>Milliseconds.</returns>
    public async Task<double> TimeAsync(string question, NeighbourActivity activity)
    {
        using var answered = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var other = activity switch
        {
            NeighbourActivity.SearchesOnce => Task.Run(() => SearchAsync(1, question)),
            NeighbourActivity.ComputesOnce => OnOwnThread(Compute),
            NeighbourActivity.KeepsSearching => Task.Run(() => KeepSearchingAsync(question, begun, answered.Token)),
            NeighbourActivity.KeepsComputing => OnOwnThread(() => KeepComputing(begun, answered.Token)),
            _ => Task.CompletedTask,
        };
        if (activity is NeighbourActivity.KeepsSearching or NeighbourActivity.KeepsComputing)
        {
            // At some moment of what it does, not at its beginning.
            await begun.Task;
            await Task.Delay(Random.Shared.Next(MostDelay));
        }

        var asked = Stopwatch.GetTimestamp();
        await SearchAsync(0, question);
        var taken = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
        await answered.CancelAsync();
        await other;
        return taken;
    }

    private async Task KeepSearchingAsync(string question, TaskCompletionSource begun, CancellationToken answered)
    {
        begun.SetResult();
        while (!answered.IsCancellationRequested)
        {
            await SearchAsync(1, question);
        }
    }

    private static Task OnOwnThread(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void KeepComputing(TaskCompletionSource begun, CancellationToken answered)
    {
        begun.SetResult();
        while (!answered.IsCancellationRequested)
        {
            Compute();
        }
    }

    private void Compute() => MemoryFloor.Read(_numbers);

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
