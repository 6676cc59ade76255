using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Admin;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Isolation;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.Upstream;
using Sallyport.Storage.Tenancy;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Tests;

/// <summary>A gateway on 127.0.0.1:0 with one tenant and one key, and a plain forwarder in place of the exchange flow.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly GatewayHost _host;
    private readonly OutboundPools _pools;

    private TestGateway(GatewayHost host, OutboundPools pools, Tenant tenant, IssuedKey key)
    {
        _host = host;
        _pools = pools;
        Tenant = tenant;
        Key = key.Secret;
        Client = new HttpClient { BaseAddress = host.Listen };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
    }

    /// <summary>Where model traffic goes.</summary>
    public Uri Address => _host.Listen;

    public Uri Admin => _host.Admin;

    /// <summary>A client that presents the key.</summary>
    public HttpClient Client { get; }

    public Tenant Tenant { get; }

    /// <summary>The API key's secret.</summary>
    public string Key { get; }

    public static async Task<TestGateway> StartAsync(
        Uri? upstream = null,
        UpstreamKind kind = UpstreamKind.OpenAi,
        CallLimits? tenantLimits = null,
        KeyDraft? key = null,
        UpstreamTimeouts? timeouts = null,
        GatewayOptions? options = null,
        bool isOperatorNamed = true,
        ExchangeDelegate? exchange = null,
        TenantSettings? settings = null,
        ILoggerFactory? logs = null,
        Uri? inward = null,
        IsolationWatch? isolation = null)
    {
        logs ??= NullLoggerFactory.Instance;
        options = (options ?? new GatewayOptions()) with { Listen = new Uri("http://127.0.0.1:0"), Admin = new Uri("http://127.0.0.1:0") };
        var installation = await TestInstallation.Instance;
        var (tenant, issued) = await TestInstallation.CreateTenantAsync((settings ?? TenantSettings.Standard) with { Limits = tenantLimits ?? CallLimits.None }, key);
        IReadOnlyList<UpstreamTarget> targets = upstream is null
            ? []
            : [new UpstreamTarget("fake", kind, upstream, [], "provider-secret") { IsOperatorNamed = isOperatorNamed, Timeouts = timeouts ?? UpstreamTimeouts.Standard }];
        var pools = new OutboundPools(new OperatorNamedHosts(upstream is null ? [] : [upstream]), new OperatorNamedHosts(inward is null ? [] : [inward]));
        var client = new UpstreamClient(pools, TimeProvider.System, logs.CreateLogger<UpstreamClient>());
        var port = new ModelPort(
            options,
            new HostNames(options.Listen, options.Hosts, options.Origins, allowSameOrigin: false),
            installation.Directory,
            new CallLimiter(new TokenBudgetStore(installation.Database), TimeProvider.System),
            new FailureWriter(logs.CreateLogger<FailureWriter>()),
            exchange ?? new PlainForwarder(targets, client).HandleAsync,
            TimeProvider.System,
            logs.CreateLogger<ModelPort>());
        var admin = new AdminPort(new HostNames(options.Admin, options.Hosts, options.Origins, allowSameOrigin: true), await TestInstallation.AdminServicesAsync() with { Isolation = isolation });
        var host = GatewayHost.Create(options, port, admin, logs);
        await host.StartAsync(CancellationToken.None);
        return new TestGateway(host, pools, tenant, issued);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body) =>
        Client.PostAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _host.StopAsync(soon.Token);
        await _host.DisposeAsync();
        _pools.Dispose();
    }
}
