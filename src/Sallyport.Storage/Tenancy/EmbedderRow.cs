using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>A row of <c>embedders</c>.</summary>
internal sealed record EmbedderRow(
    string TenantId,
    string Name,
    string Upstream,
    string Model,
    long Dimensions,
    long AsksForDimensions,
    long WindowLength,
    long BatchSize,
    long TimeoutMs,
    string DocumentPrefix,
    string QueryPrefix)
{
    public const string Columns =
        "e.tenant_id, e.name, e.upstream, e.model, e.dimensions, e.asks_for_dimensions, e.window_length, e.batch_size, e.timeout_ms, e.document_prefix, e.query_prefix";

    public static EmbedderRow From(TenantId tenant, string name, EmbedderSettings settings) => new(
        tenant.Value,
        name,
        settings.Upstream,
        settings.Model,
        settings.Dimensions,
        settings.AsksForDimensions ? 1 : 0,
        settings.WindowLength,
        settings.BatchSize,
        (long)settings.Timeout.TotalMilliseconds,
        settings.DocumentPrefix,
        settings.QueryPrefix);

    public TenantEmbedder ToEmbedder() => new(
        Name,
        new EmbedderSettings
        {
            Upstream = Upstream,
            Model = Model,
            Dimensions = checked((int)Dimensions),
            AsksForDimensions = AsksForDimensions != 0,
            WindowLength = checked((int)WindowLength),
            BatchSize = checked((int)BatchSize),
            Timeout = TimeSpan.FromMilliseconds(TimeoutMs),
            DocumentPrefix = DocumentPrefix,
            QueryPrefix = QueryPrefix,
        });
}
