using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Detection;
using Sallyport.Detection.Models;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Isolation;
using Sallyport.Gateway.Moderations;
using Sallyport.Gateway.RemoteGuards;
using Sallyport.Gateway.Upstream;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Gateway.Tests;

/// <summary>A gateway on 127.0.0.1:0 with the real exchange flow: rule detectors, a policy, a ledger on SQLite.</summary>
internal sealed class GuardedGateway : IAsyncDisposable
{
    private static readonly Lazy<Task<LedgerWriter>> Writer = new(async () =>
        await LedgerWriter.OpenAsync(await StoreAsync(), new LedgerWriterOptions { Name = "tests" }, TimeProvider.System, null, CancellationToken.None));

    private readonly TestGateway _gateway;
    private readonly OutboundPools _pools;

    private GuardedGateway(TestGateway gateway, OutboundPools pools)
    {
        _gateway = gateway;
        _pools = pools;
    }

    public Uri Address => _gateway.Address;

    public Uri Admin => _gateway.Admin;

    public string Key => _gateway.Key;

    public TenantId Tenant => _gateway.Tenant.Id;

    public HttpClient Client => _gateway.Client;

    public static async Task<GuardedGateway> StartAsync(
        Uri upstream, string? policy = null, UpstreamKind kind = UpstreamKind.OpenAi, KeyDraft? key = null, UpstreamTimeouts? timeouts = null,
        TenantSettings? settings = null, ILoggerFactory? logs = null, InspectionTurns? turns = null, GatewayOptions? options = null,
        IReadOnlyList<Detector>? detectors = null, Uri? inward = null, string? models = null, params TextClassifier[] classifiers)
    {
        logs ??= NullLoggerFactory.Instance;
        detectors ??= GatewayDetectors.All;
        var reading = PolicyReader.Read(policy ?? PolicyPresets.Text(PolicyPresets.FirstRun));
        Assert.True(reading.Document is not null, string.Join('\n', reading.Problems));
        var target = new UpstreamTarget("fake", kind, upstream, models is null ? [] : [new ModelGlob(models)], "provider-secret")
        {
            IsOperatorNamed = true,
            Timeouts = timeouts ?? UpstreamTimeouts.Standard,
        };
        var pools = new OutboundPools(new OperatorNamedHosts([upstream]), inward is null ? OperatorNamedHosts.None : new OperatorNamedHosts([inward]));
        var client = new UpstreamClient(pools, TimeProvider.System, logs.CreateLogger<UpstreamClient>());
        var installation = await TestInstallation.Instance;
        var runtimes = new TenantRuntimes([target], detectors, reading.Document, installation.Canaries, new ServedTexts(TimeProvider.System), TimeProvider.System);
        var remotes = new RemoteReader(new RemoteGuardClient(pools, TimeProvider.System, logs.CreateLogger<RemoteGuardClient>()), new OwnClassifiers(classifiers, TimeProvider.System, logs.CreateLogger<OwnClassifiers>()));
        var handler = new ExchangeHandler(
            runtimes, client, new ModelList(client), new Moderator(detectors, TimeProvider.System), remotes, await Writer.Value, installation.Recorder, installation.IssuedItems,
            turns ?? new InspectionTurns(1, TimeProvider.System), new BreachJournal(await Writer.Value, logs.CreateLogger<BreachJournal>()), logs.CreateLogger<ExchangeHandler>());
        return new(await TestGateway.StartAsync(key: key, exchange: handler.HandleAsync, settings: settings, logs: logs, options: options), pools);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body) => _gateway.PostAsync(path, body);

    /// <summary>Posts a chat request and gives the answer's whole body.</summary>
    public Task<string> ChatAsync(string body) => SendAsync("/v1/chat/completions", body);

    /// <summary>Posts a request and gives the answer's whole body, as far as it came.</summary>
    public async Task<string> SendAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // A broken stream ends so; what came before is what the test is about.
        }

        return Encoding.UTF8.GetString(received.ToArray());
    }

    /// <summary>The ledger's entries of this gateway's tenant, oldest first, once there are as many.</summary>
    public async Task<IReadOnlyList<LedgerRow>> EntriesAsync(int count = 1)
    {
        var store = await StoreAsync();
        while (true)
        {
            var rows = await store.ReadEntriesAsync(_gateway.Tenant.Id, 0, 1000, withPayloads: true, CancellationToken.None);
            if (rows.Count >= count)
            {
                return rows;
            }

            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _pools.Dispose();
    }

    private static async Task<LedgerStore> StoreAsync() => new((await TestInstallation.Instance).Database);
}
