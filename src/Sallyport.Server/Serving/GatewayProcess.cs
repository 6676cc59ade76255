using System.Collections;
using Microsoft.Extensions.Logging;
using Sallyport.Detection;
using Sallyport.Gateway.Admin;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Isolation;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.Moderations;
using Sallyport.Gateway.RemoteGuards;
using Sallyport.Gateway.Upstream;
using Sallyport.Hosting;
using Sallyport.Isolation.Checking;
using Sallyport.Ledger;
using Sallyport.Ledger.Verification;
using Sallyport.Onnx.Embedders;
using Sallyport.Pipeline;
using Sallyport.Recording;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Retrieval.Rotation;
using Sallyport.Retrieval;
using Sallyport.Server.Demo;
using Sallyport.Server.Settings;
using Sallyport.Storage;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Retrieval;
using Sallyport.Storage.Tenancy;
using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Server.Serving;

/// <summary>One running gateway: the installation, the ledger and the two ports, put together. Disposing of it drains and closes in the reverse order.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeyInterval = TimeSpan.FromSeconds(10);

    private readonly List<IAsyncDisposable> _owned = [];
    private readonly CancellationTokenSource _stop = new();
    private GatewayHost _host = null!;
    private ServedClassifiers? _classifiers;
    private RetrievalServices? _retrieval;
    private IRotatedVectors? _rotated;
    private ServedTexts? _served;
    private LedgerWriter? _writer;
    private CheckpointPublisher? _publisher;
    private HttpClient? _webhook;
    private Task _checkpoints = Task.CompletedTask;
    private Task _purge = Task.CompletedTask;
    private Task _keys = Task.CompletedTask;
    private IsolationWatch? _isolation;
    private Task _checks = Task.CompletedTask;

    private GatewayProcess()
    {
    }

    /// <summary>Where model traffic is accepted.</summary>
    public Uri Listen => _host.Listen;

    /// <summary>Where the admin API is served.</summary>
    public Uri Admin => _host.Admin;

    /// <summary>How many requests of model traffic are under way.</summary>
    public int Open => _host.Open;

    /// <summary>The tenant that was created by this start, or null.</summary>
    public Tenant? NewTenant { get; private set; }

    /// <summary>Its key, or null; see <see cref="FirstStart.KeptKey"/>.</summary>
    public string? NewKey { get; private set; }

    /// <summary>Whether the demo model answers.</summary>
    public bool IsDemo { get; private set; }

    /// <summary>The opened installation.</summary>
    public Installation Installation { get; private set; } = null!;

    /// <summary>The way to sealed content, for this process's own operator.</summary>
    public ContentLooks Looks { get; private set; } = null!;

    /// <summary>What the admin API asks for.</summary>
    public string AdminToken { get; private set; } = string.Empty;

    /// <summary>Starts a gateway; requests are accepted when the task completes.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    /// <exception cref="GatewaySettingsException">An address is wrong.</exception>
    /// <exception cref="DatabaseException">The database cannot be used.</exception>
    /// <exception cref="MasterKeyException">The master key cannot be used.</exception>
    /// <exception cref="LedgerRolledBackException">The ledger is smaller than, or another than, its anchor.</exception>
    public static async Task<GatewayProcess> StartAsync(ServeSettings settings, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var process = new GatewayProcess();
        try
        {
            await process.BuildAsync(settings, loggers, time, cancellationToken);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None);
            await _host.DisposeAsync();
        }

        _classifiers?.Dispose();
        await _stop.CancelAsync();
        await _checks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _isolation?.Dispose();
        _served?.Dispose();
        if (_retrieval is not null)
        {
            await _retrieval.DisposeAsync();
        }

        await _checkpoints.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _purge.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _keys.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        if (_publisher is not null)
        {
            await _publisher.SignLastAsync();
            _publisher.Dispose();
        }

        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            await _owned[i].DisposeAsync();
        }

        _webhook?.Dispose();
        _stop.Dispose();
    }

    private async Task BuildAsync(ServeSettings settings, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        UnicodeSupport.Demand();
        _owned.Add(DataFolderLock.Take(settings.Installation.Data));
        if (settings.ReadyFile is { } ready)
        {
            // Under the lock, so that it isn't a running server's.
            ReadyFile.Clear(ready);
        }

        _classifiers = new ServedClassifiers(settings.Classifiers, loggers, time);
        Installation = await InstallationOpening.OpenAsync(settings.Installation, settings.VectorsInDatabase, loggers, time, cancellationToken);
        _owned.Add(Installation);
        _rotated = settings.VectorsInDatabase ? new RotatedVectors(Installation.Database) : null;
        AdminToken = FirstStart.EnsureAdminToken(settings.Installation.Data);
        var (ledger, publisher) = await OpenLedgerAsync(settings, loggers, time, cancellationToken);
        Installation.RecordTo(new LedgerJournal(ledger, "first start"));
        (NewTenant, NewKey) = await FirstStart.EnsureTenantAsync(Installation, settings.Installation.Data, cancellationToken);
        Installation.RecordTo(new LedgerJournal(ledger, AdminServices.Actor));
        Installation.RecordRetrievalTo(new LedgerJournal(ledger, "model api"));
        await Installation.Directory.StartAsync(cancellationToken);
        _classifiers.Check(settings.Policy, Installation.Directory.Tenants);

        Looks = new ContentLooks(Installation.Recorder, ledger, "command line");
        _host = BuildHost(settings, AdminServicesOf(ledger, publisher, time), loggers, time);
        await _host.StartAsync(cancellationToken);
        await _retrieval!.StartAsync(cancellationToken);
        _checks = _isolation!.RunAsync(_stop.Token);
        _purge = PurgeAsync(loggers.CreateLogger<GatewayProcess>(), time);
        _keys = KeepKeysAsync(loggers.CreateLogger<GatewayProcess>(), time);
    }

    private async Task<(LedgerWriter Writer, CheckpointPublisher Publisher)> OpenLedgerAsync(ServeSettings settings, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = new LedgerStore(Installation.Database);
        var key = VerifierKey.Parse(Installation.SigningKey.VerifierKey);
        var anchors = AnchorFile.Open(Path.Combine(settings.Installation.Data, "ledger-anchors"), key);
        var opening = new LedgerOpening(store, anchors, key);
        var restoration = await Installation.ReadRestorationAsync(cancellationToken);
        if (restoration is null)
        {
            await opening.CheckAsync(cancellationToken);
        }

        var writer = _writer = await LedgerWriter.OpenAsync(
            store, new LedgerWriterOptions { Name = FirstStart.EnsureNodeName(settings.Installation.Data) }, time, loggers.CreateLogger<LedgerWriter>(), cancellationToken);
        if (restoration is not null)
        {
            await opening.OpenEpochsAsync(writer, restoration.At, restoration.From, cancellationToken);
            await Installation.CompleteRestorationAsync(restoration, cancellationToken);
        }

        List<ICheckpointSink> sinks = [anchors];
        if (settings.CheckpointFile is { } file)
        {
            sinks.Add(new CheckpointFile(file));
        }

        if (settings.CheckpointWebhook is { } webhook)
        {
            sinks.Add(new CheckpointWebhook(OpenWebhookClient(webhook, settings.CheckpointWebhookToken), webhook));
        }

        var publisher = _publisher = new CheckpointPublisher(store, Installation.SigningKey, sinks, time, loggers.CreateLogger<CheckpointPublisher>());
        _checkpoints = publisher.RunAsync(settings.CheckpointInterval, _stop.Token);
        return (writer, publisher);
    }

    private async Task PurgeAsync(ILogger logger, TimeProvider time)
    {
        using var timer = new PeriodicTimer(PurgeInterval, time);
        do
        {
            try
            {
                await Installation.Recorder.PurgeAsync(_stop.Token);
                await Installation.IssuedItems.PurgeAsync(_stop.Token);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotPurged(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(_stop.Token));
    }

    // What a command or another server has begun goes on here.
    private async Task KeepKeysAsync(ILogger logger, TimeProvider time)
    {
        using var timer = new PeriodicTimer(KeyInterval, time);
        do
        {
            try
            {
                await Installation.TellMasterKeyRotationAsync(_stop.Token);
                foreach (var tenant in Installation.Directory.Tenants)
                {
                    await TenantVaults.EnsureRecordKeysAsync(tenant.Vault, _stop.Token);
                }

                await Installation.Tenants.CompleteDeletionsAsync(_stop.Token);
                await Task.Run(() => Installation.RecordShredding.CompleteAsync(_stop.Token));
                await Task.Run(() => Installation.KeyRotations.AdvanceAllAsync(_stop.Token));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogKeysWait(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(_stop.Token));
    }

    [LoggerMessage(EventId = 6002, Level = LogLevel.Error, Message = "A rotation of keys or an erasure could not be brought on; the next try is in a moment")]
    private static partial void LogKeysWait(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 6001, Level = LogLevel.Error, Message = "Kept content that has expired could not be removed; the next try is in an hour")]
    private static partial void LogNotPurged(ILogger logger, Exception exception);

    private AdminServices AdminServicesOf(LedgerWriter ledger, CheckpointPublisher publisher, TimeProvider time) => new()
    {
        Token = AdminToken,
        Tenants = Installation.Tenants,
        Keys = Installation.Keys,
        Upstreams = Installation.Upstreams,
        Embedders = Installation.Embedders,
        StoreFiles = Installation.StoreFiles,
        Policies = Installation.Policies,
        Classifiers = _classifiers!.Guards,
        KnownSecrets = Installation.KnownSecrets,
        Exemplars = Installation.Exemplars,
        ExemplarAdmission = new ExemplarAdmission(Installation.Exemplars, Installation.Vaults, Installation.Recorder, StandardDetectors.All, time),
        Vaults = Installation.Vaults,
        KeyRotations = Installation.KeyRotations,
        RecordShredding = Installation.RecordShredding,
        Directory = Installation.Directory,
        Ledger = ledger,
        Recorder = Installation.Recorder,
        LedgerStore = new LedgerStore(Installation.Database),
        Checkpoints = publisher,
        SigningKey = Installation.SigningKey,
        TelemetrySettings = TelemetrySettings(),
    };

    private HttpClient OpenWebhookClient(Uri address, string? token)
    {
        var client = new HttpClient(OutboundHandler.Create(new OperatorNamedHosts([address]), UpstreamTimeouts.Standard.Connect));
        _webhook = client;
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return client;
    }

    // The ports read no environment by themselves; these names are OpenTelemetry's, the same for every program.
    private static Dictionary<string, string?> TelemetrySettings() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(static variable => ((string)variable.Key).StartsWith("OTEL_", StringComparison.Ordinal))
        .ToDictionary(static variable => (string)variable.Key, static variable => (string?)variable.Value, StringComparer.Ordinal);

    private GatewayHost BuildHost(ServeSettings settings, AdminServices services, ILoggerFactory loggers, TimeProvider time)
    {
        IsDemo = settings.Upstreams.Count == 0;
        IReadOnlyList<UpstreamTarget> targets = IsDemo ? DemoTargets(settings.DemoModel ?? new DemoUpstream(time)) : settings.Upstreams;
        var pools = new OutboundPools(new OperatorNamedHosts(settings.Upstreams.Select(static target => target.Address)), new OperatorNamedHosts(settings.Inward));
        var client = new UpstreamClient(pools, time, loggers.CreateLogger<UpstreamClient>());
        _served = new ServedTexts(time);
        var runtimes = new TenantRuntimes(targets, GatewayDetectors.With(ServedDetectors.All), settings.Policy, Installation.Canaries, _served, time);

        // One core is left to short requests and to the answers that stream.
        var turns = new InspectionTurns(Math.Max(1, Environment.ProcessorCount - 1), time);
        var remotes = new RemoteReader(new RemoteGuardClient(pools, time, loggers.CreateLogger<RemoteGuardClient>()), _classifiers!.Guards);
        var breaches = new BreachJournal(services.Ledger, loggers.CreateLogger<BreachJournal>());
        var exchange = new ExchangeHandler(
            runtimes, client, new ModelList(client), new Moderator(GatewayDetectors.With(ServedDetectors.All), time), remotes, services.Ledger, Installation.Recorder, Installation.IssuedItems, turns, breaches, loggers.CreateLogger<ExchangeHandler>());
        var options = settings.Gateway;
        _retrieval = new RetrievalServices(
            Installation, services.Ledger, runtimes, turns, breaches, options, OpenEmbedder(settings.Embedder, loggers.CreateLogger<GatewayProcess>()), pools, settings.IndexMemory, _rotated, _served, loggers, time);
        var port = new ModelPort(
            options,
            new HostNames(options.Listen, options.Hosts, options.Origins, allowSameOrigin: false),
            Installation.Directory,
            new CallLimiter(new TokenBudgetStore(Installation.Database), time),
            new FailureWriter(loggers.CreateLogger<FailureWriter>()),
            exchange.HandleAsync,
            time,
            loggers.CreateLogger<ModelPort>(),
            _retrieval.Port.HandleAsync);
        _isolation = new IsolationWatch(
            new IsolationCheck([.. IsolationProbes.Of(Installation, time), _retrieval.SearchProbe, new RuntimeProbe(tenant => Installation.Directory.Find(tenant) is { } known ? runtimes.For(known) : null)], Installation.Vaults, time),
            Installation.Tenants, breaches, time, loggers.CreateLogger<IsolationWatch>());
        services = services with { Isolation = _isolation };
        var admin = new AdminPort(new HostNames(options.Admin, options.Hosts, options.Origins, allowSameOrigin: true), services);
        return GatewayHost.Create(options, port, admin, loggers);
    }

    // An operator's own is tried at once, since much can be wrong with it.
    private static Embedder OpenEmbedder(string? folder, ILogger logger)
    {
        if (folder is null)
        {
            return new DeferredEmbedder();
        }

        var embedder = OnnxEmbedder.Open(folder);
        LogEmbedder(logger, embedder.Name, embedder.Dimensions);
        return embedder;
    }

    [LoggerMessage(EventId = 6003, Level = LogLevel.Information, Message = "Embeds with {Embedder}, {Dimensions} dimensions; what has vectors of another embedder is embedded anew")]
    private static partial void LogEmbedder(ILogger logger, string embedder, int dimensions);

    private static UpstreamTarget[] DemoTargets(HttpMessageHandler demo)
    {
        ModelGlob[] models = [new("demo"), new("demo-*")];
        return
        [
            new("demo", UpstreamKind.OpenAi, new Uri("http://demo.invalid"), models, null) { InProcess = demo, IsOperatorNamed = true },
            new("demo-anthropic", UpstreamKind.Anthropic, new Uri("http://demo.invalid"), models, null) { InProcess = demo, IsOperatorNamed = true },
        ];
    }
}
