using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Sallyport.Gateway.Admin;

/// <summary>The admin API's OpenAPI document and the page to try it. The page loads nothing from outside.</summary>
internal static class AdminDescription
{
    private const string Document = "admin-v1";

    /// <summary>Where the OpenAPI document is.</summary>
    public const string Path = $"/openapi/{Document}.json";

    public static void AddTo(IServiceCollection services) => services.AddOpenApi(Document, static options =>
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Sallyport admin API",
                Version = "v1",
                Description = $"This description, as OpenAPI for generators of clients, is at `{Path}`. What fails is answered as problem details (RFC 9457) with a stable `code` and a `detail` in words.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The admin token; see the file admin-token of the data folder." },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
            return Task.CompletedTask;
        }));

    public static void Map(WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs", static options => options
            .WithTitle("Sallyport admin API")
            .AddDocument(Document)
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools()
            .HideClientButton());
        app.MapGet("/", static () => Results.Redirect("/docs")).ExcludeFromDescription();
    }
}
