using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Retrieval;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>A library with its workers over one database, as one process has them.</summary>
internal sealed class LibraryWork(Workspace work, FakeEmbedder? embedder = null, IngestionOptions? options = null)
{
    public Workspace Tenancy => work;

    public FakeEmbedder Embedder { get; } = embedder ?? new FakeEmbedder();

    /// <summary>Gives tenants' own embedders.</summary>
    public Func<TenantId, Embedder?>? Own { get; set; }

    public FakeReader Reader { get; } = new();

    public IngestionStore Store { get; } = new(work.Database);

    public IngestionOptions Options { get; } = options ?? new IngestionOptions();

    public IngestionWorker NewWorker(IIngestionStore? store = null, ILogger<IngestionWorker>? logger = null) => new(
        store ?? Store,
        new IngestionLibrary(work.Files, work.FileStore, work.StoreDocuments),
        work.Vaults,
        new IngestionTools(Reader, new FakeInspector(), new TenantEmbedders(Embedder, tenant => Own?.Invoke(tenant))),
        Options,
        work.Time,
        logger ?? NullLogger<IngestionWorker>.Instance);

    public Task IngestAsync() => NewWorker().DrainAsync(CancellationToken.None);

    public Task<VectorStore> CreateStoreAsync(TenantVault vault) => work.VectorStores.CreateAsync(vault, new VectorStoreDraft(), Embedder.Name, CancellationToken.None);

    public async Task<FileId> UploadAsync(TenantVault vault, string text, string name = "a.txt") =>
        (await work.Files.UploadAsync(vault, name, "assistants", new MemoryStream(Encoding.UTF8.GetBytes(text)), long.MaxValue, CancellationToken.None)).Id;

    public async Task<FileId> AttachAsync(TenantVault vault, VectorStoreId store, string text, params string[] labels)
    {
        var file = await UploadAsync(vault, text);
        await work.StoreFiles.AttachAsync(vault, store, new StoreFileDraft(file) { Labels = labels }, CancellationToken.None);
        return file;
    }

    public async Task<StoreFile> FindAsync(TenantVault vault, VectorStoreId store, FileId file) =>
        await work.StoreFiles.FindAsync(vault, store, file, CancellationToken.None) ?? throw new InvalidOperationException("It is not attached.");

    public async Task<string?> TextAsync(TenantVault vault, VectorStoreId store, FileId file)
    {
        var texts = await work.StoreDocuments.ListTextsAsync(vault, store, file, 0, 500, CancellationToken.None);
        return texts.Count == 0 ? null : string.Join('|', texts.Select(static text => text.Text));
    }

    /// <summary>A tenant with an empty store.</summary>
    public async Task<(TenantVault Vault, VectorStoreId Store)> CreateAsync()
    {
        var vault = await work.CreateVaultAsync();
        return (vault, (await CreateStoreAsync(vault)).Id);
    }

    /// <summary>Ingests as often, and after as long, as a file may be tried.</summary>
    public async Task IngestPatientlyAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            await IngestAsync();
            work.Time.Advance(TimeSpan.FromMinutes(3));
        }
    }

    public async Task<IndexReplica> ReplicaAsync(TenantVault vault, VectorStoreId store, int dimensions = 4)
    {
        var replica = new IndexReplica(work.StoreDocuments, vault, store, dimensions);
        await replica.CatchUpAsync();
        return replica;
    }

    public async Task<IEnumerable<TenantId>> PendingAsync() => (await Store.ListTenantsAsync("fake/1", CancellationToken.None)).Select(static pending => pending.Tenant);

    public Task<long> CountAsync(TenantVault vault, string table) => work.Database.Vaults.ReadAsync(
        vault.Tenant, session => session.FirstOrDefaultAsync<long>($"SELECT count(*) FROM {table} WHERE tenant_id = @tenant", new { tenant = vault.Tenant.Value }), CancellationToken.None);
}
