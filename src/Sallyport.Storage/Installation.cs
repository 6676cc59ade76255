using Microsoft.Extensions.Logging;
using Sallyport.Isolation;
using Sallyport.Issuance;
using Sallyport.Recording;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Backups;
using Sallyport.Storage.Issuance;
using Sallyport.Storage.Recording;
using Sallyport.Rotation;
using Sallyport.Storage.Retrieval;
using Sallyport.Storage.Rotation;
using Sallyport.Storage.Tenancy;
using Sallyport.Tenancy;

namespace Sallyport.Storage;

/// <summary>
/// One opened installation: its database, its keys, and the services over them. A server and the command line open the same installation
/// side by side. Safe for concurrent use.
/// </summary>
public sealed class Installation : IAsyncDisposable
{
    private readonly MasterKey _master;
    private readonly JournalRelay _journal = new();
    private readonly JournalRelay _retrievalJournal = new();

    private Installation(Database database, MasterKey master, IMasterKeySource masterSource, InstanceSigningKey signingKey, TimeProvider time, ILoggerFactory loggers)
    {
        Database = database;
        _master = master;
        SigningKey = signingKey;
        var tenants = new TenantStore(database);
        var recordKeys = new RecordKeyStore(database);
        Vaults = new TenantVaults(master, tenants, recordKeys, time);
        RecordShredding = new RecordShredding(recordKeys, Vaults, time, _journal);
        Tenants = new TenantAdministration(tenants, master, Vaults, time, _journal);
        Keys = new KeyAdministration(new KeyStore(database), time, _journal);
        Upstreams = new UpstreamAdministration(new UpstreamStore(database), Vaults, time, _journal);
        Embedders = new EmbedderAdministration(new EmbedderStore(database), Vaults, _journal);
        Policies = new PolicyAdministration(new PolicyStore(database), Vaults, time, _journal);
        KnownSecrets = new KnownSecretAdministration(new KnownSecretStore(database), Vaults, time, _journal);
        Exemplars = new ExemplarAdministration(new ExemplarStore(database), Vaults, time, _journal);
        var files = new FileStore(database);
        var attached = new StoreFileCatalog(database);
        Files = new FileLibrary(files, time, _retrievalJournal);
        var catalog = new VectorStoreCatalog(database);
        VectorStores = new VectorStores(catalog, time, _retrievalJournal);
        StoreFiles = new StoreFiles(attached, files, time, _retrievalJournal);
        StoreDocuments = new StoreDocuments(attached, files);
        Ingestion = new IngestionStore(database);
        IngestionLibrary = new IngestionLibrary(Files, files, StoreDocuments);
        Canaries = new CanaryKey(signingKey);
        Sentinels = new SentinelFiles(Files, files, VectorStores, attached, tenant => SentinelText.With(Canaries.TokenOf(tenant)), time);
        Upkeep = new LibraryUpkeep(Files, VectorStores, catalog, Sentinels, Vaults, time, loggers.CreateLogger<LibraryUpkeep>());
        Recorder = new Recorder(new RecordingStore(database), time);
        IssuedItems = new IssuedItems(new IssuedItemStore(database), time);
        KeyRotations = new TenantKeyRotations(new KeyRotationStore(database), tenants, Vaults, time, _journal);
        var following = new MasterKeyFollowing(database, master, masterSource, loggers.CreateLogger<MasterKeyFollowing>());
        Directory = new TenantDirectory(new DirectorySource(database, following), Vaults, time, loggers.CreateLogger<TenantDirectory>());
    }

    /// <summary>The database, owned by this installation.</summary>
    public Database Database { get; }

    /// <summary>The key that signs ledger checkpoints; created on the first start.</summary>
    public InstanceSigningKey SigningKey { get; }

    /// <summary>Opens tenants' vaults.</summary>
    public TenantVaults Vaults { get; }

    /// <summary>Tenants.</summary>
    public TenantAdministration Tenants { get; }

    /// <summary>API keys.</summary>
    public KeyAdministration Keys { get; }

    /// <summary>Upstreams.</summary>
    public UpstreamAdministration Upstreams { get; }

    /// <summary>Embedding endpoints of tenants.</summary>
    public EmbedderAdministration Embedders { get; }

    /// <summary>Policy versions.</summary>
    public PolicyAdministration Policies { get; }

    /// <summary>Known secrets.</summary>
    public KnownSecretAdministration KnownSecrets { get; }

    /// <summary>Exemplars: confirmed attacks.</summary>
    public ExemplarAdministration Exemplars { get; }

    /// <summary>Uploaded files.</summary>
    public FileLibrary Files { get; }

    /// <summary>Vector stores.</summary>
    public VectorStores VectorStores { get; }

    /// <summary>What is attached to vector stores.</summary>
    public StoreFiles StoreFiles { get; }

    /// <summary>What was ingested.</summary>
    public StoreDocuments StoreDocuments { get; }

    /// <summary>Hands out what is to be ingested, to an <see cref="IngestionWorker"/>.</summary>
    public IIngestionStore Ingestion { get; }

    /// <summary>Where an <see cref="IngestionWorker"/> finds documents.</summary>
    public IngestionLibrary IngestionLibrary { get; }

    /// <summary>Keeps files and vector stores in order. Not started: a server runs it, a command needs none.</summary>
    public LibraryUpkeep Upkeep { get; }

    /// <summary>Erases months of records.</summary>
    public RecordShredding RecordShredding { get; }

    /// <summary>Rotations of tenants' data keys.</summary>
    public TenantKeyRotations KeyRotations { get; }

    /// <summary>By which canaries' tokens are made and known.</summary>
    public CanaryKey Canaries { get; }

    /// <summary>Plants sentinels into vector stores.</summary>
    public SentinelFiles Sentinels { get; }

    /// <summary>Recorded content.</summary>
    public Recorder Recorder { get; }

    /// <summary>Opaque items that tenants were given.</summary>
    public IssuedItems IssuedItems { get; }

    /// <summary>Who may call. Not started: a server calls <see cref="TenantDirectory.StartAsync"/>, a command needs none.</summary>
    public TenantDirectory Directory { get; }

    /// <summary>Opens an installation over a database, which it then owns.</summary>
    /// <param name="database">The opened database.</param>
    /// <param name="masterKey">Where the master key comes from.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Makes the services' loggers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MasterKeyException">The master key is missing, unreadable or not this installation's. Nothing was changed.</exception>
    /// <exception cref="DatabaseException">PostgreSQL can't be used as a role that row-level security holds.</exception>
    public static async Task<Installation> OpenAsync(Database database, IMasterKeySource masterKey, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var master = await InstanceKeys.ReadMasterAsync(database, masterKey, cancellationToken);
        try
        {
            var signing = await InstanceKeys.ReadSigningAsync(database, master, cancellationToken);
            await database.EnterAsync(signing, cancellationToken);
            return new Installation(database, master, masterKey, signing, time, loggers);
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    /// <summary>Puts the installation under another master key, in one transaction, and tells the ledgers. Servers beside go on, see docs/guide/data.md.</summary>
    /// <param name="next">The other master key, which this then owns.</param>
    /// <param name="cancellationToken">Gives up; then nothing is changed.</param>
    /// <returns>How many tenants' keys were wrapped anew.</returns>
    /// <exception cref="MasterKeyException">The installation has another master key by now.</exception>
    public async Task<int> RotateMasterKeyAsync(MasterKey next, CancellationToken cancellationToken)
    {
        var rewrapped = await MasterKeyRotation.RunAsync(Database, _master, next, cancellationToken);
        _master.Become(next);
        return rewrapped;
    }

    /// <summary>Tells the ledgers of a rotation of the master key, those that do not know yet. To be called after one, and now and then.</summary>
    public Task TellMasterKeyRotationAsync(CancellationToken cancellationToken) => MasterKeyRotation.TellAsync(Database, _journal, cancellationToken);

    /// <summary>
    /// Prepares a PostgreSQL database for servers that get the connection string of a role which somebody else made, and that owns nothing: migrates it, adopts the master key, and grants the role what
    /// servers need.
    /// </summary>
    /// <param name="database">The database, opened with the connection string of its owner.</param>
    /// <param name="masterKey">Where the master key comes from.</param>
    /// <param name="role">The role.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MasterKeyException">The master key is missing, unreadable or not this installation's.</exception>
    /// <exception cref="DatabaseException">It is not PostgreSQL, the string is not its owner's, or there is no such role.</exception>
    public static async Task PrepareAsync(Database database, IMasterKeySource masterKey, string role, CancellationToken cancellationToken)
    {
        using var master = await InstanceKeys.ReadMasterAsync(database, masterKey, cancellationToken);
        using var signing = await InstanceKeys.ReadSigningAsync(database, master, cancellationToken);
        await database.PrepareForAsync(signing, role, cancellationToken);
    }

    /// <summary>Records each act of administration through this installation from now on, such as in a <c>LedgerJournal</c>.</summary>
    public void RecordTo(IAdministrationJournal journal)
    {
        _journal.RelayTo(journal);
        _retrievalJournal.RelayTo(journal);
    }

    /// <summary>Records deletions of files and vector stores elsewhere than <see cref="RecordTo"/> says: others act there than administrators. To be called after it.</summary>
    public void RecordRetrievalTo(IAdministrationJournal journal) => _retrievalJournal.RelayTo(journal);

    /// <summary>
    /// The restore that this database came from and whose ledger epochs are not all open yet, or null. A server opens them before it serves,
    /// then calls <see cref="CompleteRestorationAsync"/>.
    /// </summary>
    public Task<Restoration?> ReadRestorationAsync(CancellationToken cancellationToken) =>
        Database.ReadAsync(
            DatabaseScope.Installation,
            session => session.FirstOrDefaultAsync<Restoration>(
                """SELECT restored_at AS "at", restored_from AS "from" FROM instance WHERE id = 1 AND restored_at IS NOT NULL"""),
            cancellationToken);

    /// <summary>Forgets a restore once its epochs are open. Another restore's mark stays.</summary>
    public Task CompleteRestorationAsync(Restoration restoration, CancellationToken cancellationToken) =>
        Database.WriteAsync(
            DatabaseScope.Installation,
            session => session.ExecuteAsync(
                "UPDATE instance SET restored_at = NULL, restored_from = NULL WHERE id = 1 AND restored_at = @At",
                restoration),
            cancellationToken);

    /// <summary>Stops the directory, zeroes the keys and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await Directory.DisposeAsync();
        Vaults.Dispose();
        Canaries.Dispose();
        SigningKey.Dispose();
        _master.Dispose();
        await Database.DisposeAsync();
    }
}
