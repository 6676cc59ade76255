using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>The embedding endpoint of a tenant that has its own. Its credential is its upstream's, and never shown.</summary>
internal sealed class EmbedderEndpoints(AdminServices services)
{
    public void Map(RouteGroupBuilder root)
    {
        var group = root.MapGroup("/tenants/{tenant}/embedder").WithTags("Embedder");
        group.MapGet("/", FindAsync).WithSummary("The tenant's own embedding endpoint");
        group.MapPut("/", SetAsync).WithSummary("Embed the tenant's documents and questions by an endpoint of its own; all documents are embedded anew");
        group.MapPost("/retry", RetryAsync).WithSummary("Ingest the tenant's files again that failed since the embedder gave no vectors for them");
        group.MapDelete("/", RemoveAsync).WithSummary("Embed by the installation's embedder again; all documents are embedded anew");
    }

    private async Task<Ok<EmbedderView>> FindAsync(string tenant, CancellationToken cancellationToken) =>
        await services.Embedders.FindAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken) is { } embedder
            ? TypedResults.Ok(EmbedderView.Of(embedder))
            : throw new TenancyException(TenancyFailure.NotFound, "The tenant has no embedding endpoint of its own.");

    private async Task<Ok<EmbedderView>> SetAsync(string tenant, NewEmbedder request, CancellationToken cancellationToken)
    {
        var set = await services.Embedders.SetAsync(await services.FindTenantAsync(tenant, cancellationToken), request.ToSettings(), cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.Ok(EmbedderView.Of(set));
    }

    private async Task<Ok<RetryView>> RetryAsync(string tenant, CancellationToken cancellationToken)
    {
        var vault = await services.Vaults.OpenAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);
        return TypedResults.Ok(new RetryView(await services.StoreFiles.RetryAsync(vault, cancellationToken)));
    }

    private async Task<NoContent> RemoveAsync(string tenant, CancellationToken cancellationToken)
    {
        await services.Embedders.RemoveAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    internal sealed record RetryView(int Files);

    internal sealed record NewEmbedder(
        string Upstream,
        string Model,
        int Dimensions,
        bool AskForDimensions = false,
        int? WindowLength = null,
        int? BatchSize = null,
        int? TimeoutMs = null,
        string? DocumentPrefix = null,
        string? QueryPrefix = null)
    {
        public EmbedderSettings ToSettings()
        {
            var settings = new EmbedderSettings { Upstream = Upstream, Model = Model, Dimensions = Dimensions, AsksForDimensions = AskForDimensions };
            return settings with
            {
                WindowLength = WindowLength ?? settings.WindowLength,
                BatchSize = BatchSize ?? settings.BatchSize,
                Timeout = TimeoutMs is { } timeout ? TimeSpan.FromMilliseconds(timeout) : settings.Timeout,
                DocumentPrefix = DocumentPrefix ?? settings.DocumentPrefix,
                QueryPrefix = QueryPrefix ?? settings.QueryPrefix,
            };
        }
    }

    internal sealed record EmbedderView(
        string Name, string Upstream, string Model, int Dimensions, bool AskForDimensions, int WindowLength, int BatchSize, int TimeoutMs, string DocumentPrefix, string QueryPrefix)
    {
        public static EmbedderView Of(TenantEmbedder embedder)
        {
            var settings = embedder.Settings;
            return new(
                embedder.Name,
                settings.Upstream,
                settings.Model,
                settings.Dimensions,
                settings.AsksForDimensions,
                settings.WindowLength,
                settings.BatchSize,
                (int)settings.Timeout.TotalMilliseconds,
                settings.DocumentPrefix,
                settings.QueryPrefix);
        }
    }
}
