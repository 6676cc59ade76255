using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Admin;

namespace Sallyport.Gateway.Hosting;

/// <summary>The gateway's two ports. They are two web applications, so that nothing of the one can be reached through the other.</summary>
internal sealed partial class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _models;
    private readonly WebApplication _admin;
    private readonly AdminPort _adminPort;
    private readonly Drain _drain;
    private readonly GatewayOptions _options;
    private readonly ILogger _logger;

    private GatewayHost(WebApplication models, WebApplication admin, AdminPort adminPort, Drain drain, GatewayOptions options, ILogger logger)
    {
        (_drain, _options, _logger) = (drain, options, logger);
        _models = models;
        _admin = admin;
        _adminPort = adminPort;
    }

    /// <summary>Where model traffic is accepted, once started.</summary>
    public Uri Listen => WebListener.AddressOf(_models);

    /// <summary>Where the admin API is served, once started.</summary>
    public Uri Admin => WebListener.AddressOf(_admin);

    /// <summary>How many requests of model traffic are under way.</summary>
    public int Open => _drain.Open;

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
        return new GatewayHost(modelApp, adminApp, admin, models.Drain, options, loggers.CreateLogger<GatewayHost>());
    }

    /// <summary>Binds both ports; requests are accepted when the task completes.</summary>
    /// <exception cref="GatewaySettingsException">An address can't be listened on; the message says why and what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await BindAsync(_admin, _options.Admin, "admin", cancellationToken);
        await BindAsync(_models, _options.Listen, "listen", cancellationToken);
    }

    /// <summary>Accepts nothing new and lets what is under way end, for at most the drain time. What is still open then is told so before its connection is closed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _adminPort.Drain();
        var stopped = _models.StopAsync(cancellationToken);
        await stopped.WaitAsync(_options.Drain, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopped.IsCompleted)
        {
            LogBreakingOff(_drain.Open);
            await _drain.EndAsync();
        }

        await stopped;
        await _admin.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _models.DisposeAsync();
        await _admin.DisposeAsync();
        _drain.Dispose();
    }

    private static async Task BindAsync(WebApplication app, Uri address, string setting, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new GatewaySettingsException($"'{setting}' is {address.AbsoluteUri.TrimEnd('/')}: {Why(exception)} with --{setting}; port 0 picks a free one.");
        }
    }

    private static string Why(Exception exception) => (exception.GetBaseException() as SocketException)?.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "another program listens there already. End it, or choose another address",
        SocketError.AccessDenied => "the system does not let this user listen there: ports below 1024 take a privilege. Choose another port",
        SocketError.AddressNotAvailable => "this machine has no such address. Choose one that it has",
        _ => $"it can't be listened on ({exception.GetBaseException().Message.TrimEnd('.')}). Choose another address",
    };

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "The time for what was under way is over; requests that are broken off: {Open}")]
    private partial void LogBreakingOff(int open);
}
