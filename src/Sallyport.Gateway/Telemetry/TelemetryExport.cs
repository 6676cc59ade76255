using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Sallyport.Gateway.Telemetry;

/// <summary>Who listens to the instruments: <c>/metrics</c> for Prometheus always, OTLP where the operator has set an endpoint.</summary>
internal static class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds the listeners.</summary>
    /// <param name="builder">The admin port's application.</param>
    /// <param name="settings">OpenTelemetry's own settings, <c>OTEL_...</c>.</param>
    public static void AddTo(WebApplicationBuilder builder, IReadOnlyDictionary<string, string?> settings)
    {
        builder.Configuration.AddInMemoryCollection(settings);
        var hasEndpoint = !string.IsNullOrEmpty(settings.GetValueOrDefault(Endpoint));
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("sallyport", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Instruments.Name, "System.Runtime").AddPrometheusExporter();
                if (hasEndpoint)
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (hasEndpoint)
        {
            telemetry.WithTracing(static traces => traces.AddSource(Instruments.Name).AddOtlpExporter());
        }
    }

    /// <summary>Maps <c>/metrics</c>.</summary>
    public static void Map(WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics");
}
