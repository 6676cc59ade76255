using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway.Admin;

/// <summary>The admin port: health, metrics, the administration API and its description.</summary>
internal sealed class AdminPort(HostNames names, AdminServices services)
{
    private const int MaxDepth = 16;

    private readonly HealthEndpoints _health = new(services);

    /// <summary>Readiness says from now on that the process stops.</summary>
    public void Drain() => _health.Drain();

    /// <summary>Adds what the routes need.</summary>
    public void AddServices(WebApplicationBuilder builder)
    {
        builder.Services.AddRouting();
        builder.Services.AddSingleton<AdminProblems>();
        builder.Services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<JsonOptions>(static options => Configure(options.SerializerOptions));
        AdminDescription.AddTo(builder.Services);
        TelemetryExport.AddTo(builder, services.TelemetrySettings);
    }

    /// <summary>Maps the routes.</summary>
    public void Map(WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<AdminProblems>().HandleAsync);
        app.Use(new AdminGate(names, services.Token).HandleAsync);
        app.UseStatusCodePages(AdminProblems.WriteUnroutedAsync);
        app.UseRouting();
        _health.Map(app);
        TelemetryExport.Map(app);
        AdminDescription.Map(app);

        var root = app.MapGroup("/admin/v1");
        new TenantEndpoints(services).Map(root);
        new KeyEndpoints(services).Map(root);
        new UpstreamEndpoints(services).Map(root);
        new EmbedderEndpoints(services).Map(root);
        new PolicyEndpoints(services).Map(root);
        new KnownSecretEndpoints(services).Map(root);
        new ExemplarEndpoints(services).Map(root);
        new LedgerEndpoints(services).Map(root);
        new RecordingEndpoints(services).Map(root);
        if (services.Isolation is { } isolation)
        {
            new IsolationEndpoints(isolation).Map(root);
        }
    }

    private static void Configure(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.PropertyNameCaseInsensitive = false;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowDuplicateProperties = false;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.MaxDepth = MaxDepth;
    }
}
