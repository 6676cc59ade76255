using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Admin;
using Sallyport.Gateway.Auth;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.Upstream;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Tests;

/// <summary>A gateway on 127.0.0.1:0 with one tenant and one key, and a plain forwarder in place of the exchange flow.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    public const string Key = "sp_test";

    private readonly GatewayHost _host;
    private readonly OutboundPools _pools;

    private TestGateway(GatewayHost host, OutboundPools pools)
    {
        _host = host;
        _pools = pools;
        Client = new HttpClient { BaseAddress = host.Listen };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
    }

    /// <summary>Where model traffic goes.</summary>
    public Uri Address => _host.Listen;

    public Uri Admin => _host.Admin;

    /// <summary>A client that presents the key.</summary>
    public HttpClient Client { get; }

    public static Caller CallerWith(CallLimits? tenant = null, CallLimits? key = null, Scopes scopes = Scopes.Infer | Scopes.Embed)
    {
        var id = TenantId.New();
        var settings = new TenantSettings { Limits = tenant ?? CallLimits.None };
        var owner = new Tenant(id, TenantName.Parse("acme"), TenantState.Active, settings, DateTimeOffset.UnixEpoch);
        return new Caller(new Principal(id, KeyId.New(), null, scopes), owner, key ?? CallLimits.None);
    }

    public static async Task<TestGateway> StartAsync(
        Uri? upstream = null,
        UpstreamKind kind = UpstreamKind.OpenAi,
        Caller? caller = null,
        UpstreamTimeouts? timeouts = null,
        GatewayOptions? options = null,
        bool isOperatorNamed = true,
        ExchangeDelegate? exchange = null)
    {
        options = (options ?? new GatewayOptions()) with { Listen = new Uri("http://127.0.0.1:0"), Admin = new Uri("http://127.0.0.1:0") };
        caller ??= CallerWith();
        IReadOnlyList<UpstreamTarget> targets = upstream is null
            ? []
            : [new UpstreamTarget("fake", kind, upstream, [], "provider-secret") { IsOperatorNamed = isOperatorNamed, Timeouts = timeouts ?? UpstreamTimeouts.Standard }];
        var pools = new OutboundPools(new OperatorNamedHosts(upstream is null ? [] : [upstream]));
        var client = new UpstreamClient(pools, TimeProvider.System, NullLogger<UpstreamClient>.Instance);
        var port = new ModelPort(
            options,
            new HostNames(options.Listen, options.Hosts, options.Origins, allowSameOrigin: false),
            presented => presented == Key ? caller : null,
            new CallLimiter(TimeProvider.System),
            new FailureWriter(NullLogger<FailureWriter>.Instance),
            exchange ?? new PlainForwarder(targets, client).HandleAsync,
            NullLogger<ModelPort>.Instance);
        var admin = new AdminPort(new HostNames(options.Admin, options.Hosts, options.Origins, allowSameOrigin: true));
        var host = GatewayHost.Create(options, port, admin, NullLoggerFactory.Instance);
        await host.StartAsync(CancellationToken.None);
        return new TestGateway(host, pools);
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
