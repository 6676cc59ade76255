using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Isolation;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Recording;
using Sallyport.Storage.Retrieval;
using Sallyport.Storage.Tenancy;
using Sallyport.Storage.Tests.Retrieval;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Tests.Tenancy;

/// <summary>The services over one database, as one process has them.</summary>
public sealed class Workspace
{
    private static int _names;

    public Workspace(Database database, string? masterText = null)
    {
        Database = database;
        MasterText = masterText ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));
        Master = MasterKey.Parse(MasterText);
        TenantStore = new TenantStore(database);
        KeyStore = new KeyStore(database);
        Vaults = new TenantVaults(Master, TenantStore, new RecordKeyStore(database), Time);
        Tenants = new TenantAdministration(TenantStore, Master, Vaults, Time);
        Keys = new KeyAdministration(KeyStore, Time);
        UpstreamStore = new UpstreamStore(database);
        PolicyStore = new PolicyStore(database);
        KnownSecretStore = new KnownSecretStore(database);
        Upstreams = new UpstreamAdministration(UpstreamStore, Vaults, Time);
        Embedders = new EmbedderAdministration(new EmbedderStore(database), Vaults);
        Policies = new PolicyAdministration(PolicyStore, Vaults, Time);
        KnownSecrets = new KnownSecretAdministration(KnownSecretStore, Vaults, Time);
        ExemplarStore = new ExemplarStore(database);
        Exemplars = new ExemplarAdministration(ExemplarStore, Vaults, Time);
        FileStore = new FileStore(database);
        StoreFileCatalog = new StoreFileCatalog(database);
        VectorStoreCatalog = new VectorStoreCatalog(database);
        Files = new FileLibrary(FileStore, Time, Journal);
        VectorStores = new VectorStores(VectorStoreCatalog, Time, Journal);
        StoreFiles = new StoreFiles(StoreFileCatalog, FileStore, Time, Journal);
        StoreDocuments = new StoreDocuments(StoreFileCatalog, FileStore);
        Sentinels = SentinelsWith(static tenant => SentinelText.With("of " + tenant.Value));
    }

    public static DateTimeOffset Start { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public Database Database { get; }

    public FakeTimeProvider Time { get; } = new(Start);

    public string MasterText { get; }

    public MasterKey Master { get; }

    public TenantStore TenantStore { get; }

    public KeyStore KeyStore { get; }

    public TenantVaults Vaults { get; }

    public TenantAdministration Tenants { get; }

    public KeyAdministration Keys { get; }

    public UpstreamStore UpstreamStore { get; }

    public PolicyStore PolicyStore { get; }

    public KnownSecretStore KnownSecretStore { get; }

    public UpstreamAdministration Upstreams { get; }

    public EmbedderAdministration Embedders { get; }

    public PolicyAdministration Policies { get; }

    public KnownSecretAdministration KnownSecrets { get; }

    public ExemplarStore ExemplarStore { get; }

    public ExemplarAdministration Exemplars { get; }

    public SentinelFiles Sentinels { get; }

    /// <summary>Plants what a test says.</summary>
    public SentinelFiles SentinelsWith(Func<TenantId, string> textOf) => new(Files, FileStore, VectorStores, StoreFileCatalog, textOf, Time);

    /// <summary>What retrieval has stated.</summary>
    public RecordingJournal Journal { get; } = new();

    public FileStore FileStore { get; }

    public StoreFileCatalog StoreFileCatalog { get; }

    public VectorStoreCatalog VectorStoreCatalog { get; }

    public FileLibrary Files { get; }

    public VectorStores VectorStores { get; }

    public StoreFiles StoreFiles { get; }

    public StoreDocuments StoreDocuments { get; }

    public static TenantName NewName() => TenantName.Parse($"tenant-{Interlocked.Increment(ref _names)}");

    public Task<Tenant> CreateTenantAsync() => Tenants.CreateAsync(NewName(), TenantSettings.Standard, CancellationToken.None);

    public async Task<TenantVault> CreateVaultAsync() => await Vaults.OpenAsync((await CreateTenantAsync()).Id, CancellationToken.None);

    public TenantDirectory NewDirectory() => new(new DirectorySource(Database), Vaults, Time, NullLogger<TenantDirectory>.Instance);
}
