using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Chunking;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Library;
using Sallyport.Retrieval.Reading;
using Sallyport.Storage;
using Sallyport.Tenancy;

namespace Sallyport.Bench.Search;

/// <summary>An installation in a folder or a PostgreSQL database of its own, with made-up documents of fifty chunks: a line of 60 words each, the n-th of 20,000 words as frequent as 1/n.</summary>
internal sealed class BenchLibrary : IAsyncDisposable
{
    private const int ChunksOfDocument = 50;
    private const int WordsOfChunk = 60;
    private const int Vocabulary = 20_000;
    private const int Centres = 100;

    private readonly string _folder;
    private readonly string? _server;
    private readonly string _name;
    private readonly Random _random = new(17);

    private BenchLibrary(string folder, string? server, string name, Installation installation) => (_folder, _server, _name, Installation) = (folder, server, name, installation);

    public Installation Installation { get; }

    public LatentEmbedder Embedder { get; } = new();

    /// <summary>Each tenant's vector store.</summary>
    public List<(TenantVault Vault, VectorStoreId Store)> Stores { get; } = [];

    /// <param name="server">A connection string of PostgreSQL whose user may create databases; null for SQLite.</param>
    public static async Task<BenchLibrary> OpenAsync(string? server)
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-search-").FullName;
        var name = "sallyport_bench_" + Guid.NewGuid().ToString("N");
        if (server is not null)
        {
            await ExecuteAsync(server, $"CREATE DATABASE {name}");
        }

        var data = Path.Combine(folder, "data");
        Directory.CreateDirectory(data);
        var database = server is null
            ? await Database.OpenSqliteAsync(data, CancellationToken.None)
            : await Database.OpenPostgresAsync(new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString(), keepsVectors: true, CancellationToken.None);
        var installation = await Installation.OpenAsync(database, new MasterKeyFile(Path.Combine(folder, "master-key"), data), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return new BenchLibrary(folder, server, name, installation);
    }

    /// <summary>Uploads and attaches documents of a new tenant.</summary>
    public async Task AddTenantAsync(int chunks)
    {
        var tenant = await Installation.Tenants.CreateAsync(TenantName.Parse($"tenant-{Stores.Count}"), TenantSettings.Standard, CancellationToken.None);
        var vault = await Installation.Vaults.OpenAsync(tenant.Id, CancellationToken.None);
        var store = (await Installation.VectorStores.CreateAsync(vault, new VectorStoreDraft(), Embedder.Name, CancellationToken.None)).Id;
        Stores.Add((vault, store));
        for (var document = 0; document * ChunksOfDocument < chunks; document++)
        {
            var text = string.Join('\n', Enumerable.Range(0, Math.Min(ChunksOfDocument, chunks - (document * ChunksOfDocument))).Select(_ => Line(_random, WordsOfChunk)));
            var file = await Installation.Files.UploadAsync(vault, "a.txt", "assistants", new MemoryStream(Encoding.UTF8.GetBytes(text)), long.MaxValue, CancellationToken.None);
            var draft = new StoreFileDraft(file.Id)
            {
                Attributes = new Dictionary<string, AttributeValue> { ["part"] = new(document % 10) },
                Chunking = ChunkingStrategy.Static(ChunkingStrategy.LeastMaxTokens, 0),
            };
            await Installation.StoreFiles.AttachAsync(vault, store, draft, CancellationToken.None);
        }
    }

    /// <summary>Ingests what is attached.</summary>
    public Task IngestAsync() => new IngestionWorker(
        Installation.Ingestion, Installation.IngestionLibrary, Installation.Vaults, new IngestionTools(new LineReader(), new NoInspector(), new TenantEmbedders(Embedder)), new IngestionOptions(), TimeProvider.System, NullLogger<IngestionWorker>.Instance)
        .DrainAsync(CancellationToken.None);

    /// <summary>A question of six words.</summary>
    public string Question() => Line(_random, 6);

    /// <summary>A line of a document, or a question.</summary>
    public static string Line(Random random, int words)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"topic{random.Next(Centres)}");
        for (var word = 1; word < words; word++)
        {
            text.Append(CultureInfo.InvariantCulture, $" w{(int)Math.Exp(random.NextDouble() * Math.Log(Vocabulary))}");
        }

        return text.Append('.').ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Installation.DisposeAsync();
        if (_server is not null)
        {
            await ExecuteAsync(_server, $"DROP DATABASE {_name} WITH (FORCE)");
            await ExecuteAsync(_server, $"DROP ROLE {_name}_service");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class LineReader : DocumentReader
    {
        public override async ValueTask<DocumentReading> ReadAsync(Stream content, string fileName, CancellationToken cancellationToken)
        {
            using var reader = new StreamReader(content, Encoding.UTF8, leaveOpen: true);
            var text = await reader.ReadToEndAsync(cancellationToken);
            return DocumentReading.Of(DocumentFormat.Text, [.. text.Split('\n').Select(static line => new DocumentPassage(line, null, null, false))]);
        }
    }

    private sealed class NoInspector : ChunkInspector
    {
        public override ValueTask<ChunkInspection> InspectAsync(TenantVault vault, Chunk chunk, CancellationToken cancellationToken) => ValueTask.FromResult(new ChunkInspection(false, []));
    }
}
