using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Admin;

namespace Sallyport.Gateway.Hosting;

/// <summary>The gateway's two ports. They are two web applications, so that nothing of the one can be reached through the other.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _models;
    private readonly WebApplication _admin;
    private readonly AdminPort _adminPort;

    private GatewayHost(WebApplication models, WebApplication admin, AdminPort adminPort)
    {
        _models = models;
        _admin = admin;
        _adminPort = adminPort;
    }

    /// <summary>Where model traffic is accepted, once started.</summary>
    public Uri Listen => WebListener.AddressOf(_models);

    /// <summary>Where the admin API is served, once started.</summary>
    public Uri Admin => WebListener.AddressOf(_admin);

    /// <summary>Builds both ports; nothing is bound yet.</summary>
    /// <param name="options">The ports' settings.</param>
    /// <param name="models">Handles model traffic.</param>
    /// <param name="admin">Adds the admin port's services and routes.</param>
    /// <param name="loggers">Where both ports log.</param>
    /// <exception cref="GatewaySettingsException">A setting is wrong; the message says which.</exception>
    public static GatewayHost Create(GatewayOptions options, ModelPort models, AdminPort admin, ILoggerFactory loggers)
    {
        var modelApp = WebListener.CreateBuilder(options, options.Listen, "'listen'", loggers).Build();
        modelApp.Run(models.HandleAsync);

        var adminBuilder = WebListener.CreateBuilder(options, options.Admin, "'admin'", loggers);
        admin.AddServices(adminBuilder);
        var adminApp = adminBuilder.Build();
        admin.Map(adminApp);
        return new GatewayHost(modelApp, adminApp, admin);
    }

    /// <summary>Binds both ports; requests are accepted when the task completes.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _admin.StartAsync(cancellationToken);
        await _models.StartAsync(cancellationToken);
    }

    /// <summary>Accepts nothing new and lets what is under way end, for at most the drain time.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _adminPort.Drain();
        await _models.StopAsync(cancellationToken);
        await _admin.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _models.DisposeAsync();
        await _admin.DisposeAsync();
    }
}
