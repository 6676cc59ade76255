using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sallyport.Gateway.Hosting;

/// <summary>One Kestrel port with the limits that both ports share. It reads no settings but those it is given: no environment, no appsettings.json.</summary>
internal static class WebListener
{
    // A body that is longer by no more than this is read to its end and dropped, so that its sender gets to read why.
    private const int ReadToTell = 16 << 20;

    // A line feed alone ends no line: a proxy in front may think otherwise and cut a request elsewhere. Kestrel has no option for it.
    static WebListener() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

    /// <summary>A builder whose application listens on one address.</summary>
    public static WebApplicationBuilder CreateBuilder(GatewayOptions options, Uri address, string setting, ILoggerFactory loggers)
    {
        var certificate = PortCertificate.Load(options, "'certificate'");
        var endpoint = ListenAddress.Parse(address, setting, certificate is not null);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging();
        builder.Services.AddSingleton(loggers);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain + GatewayOptions.BreakingOff);
        builder.WebHost.UseKestrelCore();
        if (address.Scheme == Uri.UriSchemeHttps)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.RequestHeaderEncodingSelector = LengthEncoding.For;
            kestrel.Limits.MaxRequestBodySize = (long)options.MaxBodyBytes + ReadToTell;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestLineSize = 4 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.Limits.MinRequestBodyDataRate = options.SlowestBody;
            kestrel.Limits.MinResponseDataRate = options.SlowestReader;
            kestrel.Listen(endpoint, listen => Secure(listen, certificate));
        });
        return builder;
    }

    /// <summary>The address that an application of one listener accepts requests on.</summary>
    public static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private static void Secure(ListenOptions listen, X509Certificate2Collection? certificate)
    {
        if (certificate is null)
        {
            listen.Protocols = HttpProtocols.Http1;
            return;
        }

        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate[0];
            https.ServerCertificateChain = certificate;
        });
    }
}
