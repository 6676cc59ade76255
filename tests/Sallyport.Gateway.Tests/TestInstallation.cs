using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Detection;
using Sallyport.Gateway.Admin;
using Sallyport.Gateway.RemoteGuards;
using Sallyport.Gateway.Tests.RemoteGuards;
using Sallyport.Hosting;
using Sallyport.Ledger;
using Sallyport.Storage;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Tests;

/// <summary>One embedded installation for all gateways of the test process; each takes a tenant of its own.</summary>
internal static class TestInstallation
{
    public const string AdminToken = "sat_test";

    private static readonly Lazy<Task<Installation>> Shared = new(OpenAsync);
    private static readonly Lazy<Task<AdminServices>> Admin = new(ServeAdminAsync);
    private static int _names;

    public static Task<Installation> Instance => Shared.Value;

    /// <summary>Creates a tenant and a key, known to the directory when the task completes.</summary>
    public static async Task<(Tenant Tenant, IssuedKey Key)> CreateTenantAsync(TenantSettings? settings = null, KeyDraft? key = null)
    {
        var installation = await Instance;
        var name = TenantName.Parse($"tenant-{Interlocked.Increment(ref _names)}");
        var tenant = await installation.Tenants.CreateAsync(name, settings ?? TenantSettings.Standard, CancellationToken.None);
        var issued = await installation.Keys.CreateAsync(tenant.Id, key ?? new KeyDraft(), CancellationToken.None);
        await installation.Directory.RefreshAsync(CancellationToken.None);
        return (tenant, issued);
    }

    /// <summary>What the admin ports of all gateways stand on. Acts are not ledgered here, so that a tenant's ledger holds its exchanges alone.</summary>
    public static Task<AdminServices> AdminServicesAsync() => Admin.Value;

    private static async Task<AdminServices> ServeAdminAsync()
    {
        var installation = await Instance;
        var store = new LedgerStore(installation.Database);
        return new AdminServices
        {
            Token = AdminToken,
            Tenants = installation.Tenants,
            Keys = installation.Keys,
            Upstreams = installation.Upstreams,
            Embedders = installation.Embedders,
            StoreFiles = installation.StoreFiles,
            Policies = installation.Policies,
            Classifiers = new([new FakeClassifier("known", "good", "bad")], TimeProvider.System, NullLogger<OwnClassifiers>.Instance),
            KnownSecrets = installation.KnownSecrets,
            Exemplars = installation.Exemplars,
            ExemplarAdmission = new ExemplarAdmission(installation.Exemplars, installation.Vaults, installation.Recorder, StandardDetectors.All, TimeProvider.System),
            Vaults = installation.Vaults,
            KeyRotations = installation.KeyRotations,
            RecordShredding = installation.RecordShredding,
            Directory = installation.Directory,
            Ledger = await LedgerWriter.OpenAsync(store, new LedgerWriterOptions(), TimeProvider.System, null, CancellationToken.None),
            Recorder = installation.Recorder,
            LedgerStore = store,
            Checkpoints = new CheckpointPublisher(store, installation.SigningKey, [], TimeProvider.System),
            SigningKey = installation.SigningKey,
        };
    }

    private static async Task<Installation> OpenAsync()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("sallyport-gateway-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.Directory.Delete(folder, recursive: true);
        var data = Path.Combine(folder, "data");
        var database = await Database.OpenSqliteAsync(data, CancellationToken.None);
        var master = new MasterKeyFile(Path.Combine(folder, "master-key"), data);
        var installation = await Installation.OpenAsync(database, master, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await installation.Directory.StartAsync(CancellationToken.None);
        return installation;
    }
}
