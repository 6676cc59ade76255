using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Isolation;
using Sallyport.Gateway.Retrieval;
using Sallyport.Gateway.Upstream;
using Sallyport.Detection;
using Sallyport.Documents;
using Sallyport.Isolation.Checking;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Rotation;
using Sallyport.Server.Commands;
using Sallyport.Storage;

namespace Sallyport.Server.Serving;

/// <summary>What retrieval is made of in this process: reader, embedder, ingestion, clean rooms, and the API over them.</summary>
internal sealed class RetrievalServices : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ChildDocumentReader _reader;
    private readonly Embedder _embedder;
    private readonly EmbeddingEndpoints _endpoints;
    private readonly CleanRooms _rooms;
    private readonly IIngestionStore _ingestion;
    private readonly IngestionWorker _worker;
    private readonly LibraryUpkeep _upkeep;
    private Task _running = Task.CompletedTask;

    /// <param name="installation">The opened installation.</param>
    /// <param name="ledger">Takes receipts and acts.</param>
    /// <param name="runtimes">What holds for each tenant.</param>
    /// <param name="turns">Long inspections take turns with those of exchanges.</param>
    /// <param name="breaches">Told of texts that hold another tenant's canary.</param>
    /// <param name="options">The ports' settings.</param>
    /// <param name="embedder">What the texts of tenants without their own embedding endpoint are found by meaning with; disposed of with this.</param>
    /// <param name="pools">The way to tenants' own embedding endpoints.</param>
    /// <param name="indexMemory">How many bytes indexes may take together.</param>
    /// <param name="rotated">Where vectors are kept in the database; null to search them in memory.</param>
    /// <param name="served">Remembers what searches show.</param>
    /// <param name="loggers">Makes the loggers.</param>
    /// <param name="time">The clock.</param>
    public RetrievalServices(
        Installation installation, LedgerWriter ledger, TenantRuntimes runtimes, InspectionTurns turns, BreachJournal breaches, GatewayOptions options, Embedder embedder, OutboundPools pools, long indexMemory, IRotatedVectors? rotated, ServedTexts served, ILoggerFactory loggers, TimeProvider time)
    {
        _embedder = embedder;
        _endpoints = new EmbeddingEndpoints(installation.Directory, pools, time);
        var embedders = new TenantEmbedders(embedder, _endpoints.For);
        var guard = new RetrievedTextGuard(RetrievedTextPolicy.Compile(StandardDetectors.All, time), installation.Directory, runtimes, turns, breaches);
        _rooms = new CleanRooms(installation.VectorStores, installation.StoreDocuments, installation.Vaults, embedders, ledger, indexMemory, time, rotated, served);
        _reader = DocumentReaders.Open(static reading => reading, time);
        _ingestion = installation.Ingestion;
        _worker = new IngestionWorker(
            installation.Ingestion, installation.IngestionLibrary, installation.Vaults, new IngestionTools(_reader, guard, embedders), new IngestionOptions(), time, loggers.CreateLogger<IngestionWorker>());
        _upkeep = installation.Upkeep;
        SearchProbe = IsolationCheckCommand.SearchOf(installation, _rooms);
        var bodies = new RetrievalBodies(options);
        var acts = new RetrievalLedger(ledger);
        Port = new RetrievalPort(
            new FileEndpoints(options, installation.Files, acts),
            new StoreEndpoints(installation.VectorStores, installation.StoreFiles, embedders, _worker, installation.Sentinels, _rooms, bodies, acts, time),
            new StoreFileEndpoints(installation.VectorStores, installation.StoreFiles, installation.StoreDocuments, _worker, bodies, acts, time),
            new SearchEndpoints(_rooms, runtimes, guard, bodies),
            ledger,
            loggers.CreateLogger<RetrievalPort>());
    }

    /// <summary>The API.</summary>
    public RetrievalPort Port { get; }

    /// <summary>Probes searches, by the rooms and indexes that callers are served from.</summary>
    public IsolationProbe SearchProbe { get; }

    /// <summary>Begins to ingest what waits, and to clean up.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _ingestion.EndClaimsAsync(cancellationToken);
        _running = Task.WhenAll(Task.Run(() => _worker.RunAsync(_stop.Token), CancellationToken.None), Task.Run(() => _upkeep.RunAsync(_rooms.TendAsync, _stop.Token), CancellationToken.None));
    }

    /// <summary>Ends the work that is under way, which another process or the next start goes on with, and wipes the indexes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _rooms.Dispose();
        _reader.Dispose();
        _endpoints.Dispose();
        (_embedder as IDisposable)?.Dispose();
        _stop.Dispose();
    }
}
