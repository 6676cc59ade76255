using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>embedder set TENANT UPSTREAM MODEL --dimensions N</c>.</summary>
internal static class EmbedderSetCommand
{
    public static Command Create()
    {
        var upstream = new Argument<string>("UPSTREAM") { Description = "The tenant's upstream whose address and credential are used (see: upstream add)." };
        var model = new Argument<string>("MODEL") { Description = "The model's name, as the endpoint knows it." };
        var dimensions = new Option<int>("--dimensions") { HelpName = "N", Description = "The length of its vectors, 1 to 16384; an answer of another length is refused.", Required = true };
        var asks = new Option<bool>("--ask-dimensions") { Description = "Ask the endpoint for this length: for models that can shorten their vectors." };
        var window = new Option<int?>("--window") { HelpName = "CHARACTERS", Description = "The longest text that is sent as one, 100 to 100000 (default: 6000); it has to fit the model." };
        var batch = new Option<int?>("--batch") { HelpName = "N", Description = "How many texts go in one call, 1 to 2048 (default: 64)." };
        var timeout = new Option<double?>("--timeout") { HelpName = "SECONDS", Description = "How long a call may take, up to 600 (default: 30)." };
        var documentPrefix = new Option<string?>("--document-prefix") { HelpName = "TEXT", Description = "Written before each text of a document, for models that were trained so (default: nothing)." };
        var queryPrefix = new Option<string?>("--query-prefix") { HelpName = "TEXT", Description = "Written before each question, likewise (default: nothing)." };
        var command = new TenantCommand(
            "set",
            "Embed a tenant's documents and questions by an endpoint of its own, which speaks OpenAI's protocol. Their texts are sent there, and all documents are embedded anew.",
            upstream, model, dimensions, asks, window, batch, timeout, documentPrefix, queryPrefix);
        command.Acts(
            (parse, _) =>
            {
                var settings = new EmbedderSettings
                {
                    Upstream = parse.GetRequiredValue(upstream),
                    Model = parse.GetRequiredValue(model),
                    Dimensions = parse.GetValue(dimensions),
                    AsksForDimensions = parse.GetValue(asks),
                };
                return Task.FromResult(settings with
                {
                    WindowLength = parse.GetValue(window) ?? settings.WindowLength,
                    BatchSize = parse.GetValue(batch) ?? settings.BatchSize,
                    Timeout = parse.GetValue(timeout) is { } seconds ? TimeoutOf(seconds) : settings.Timeout,
                    DocumentPrefix = parse.GetValue(documentPrefix) ?? settings.DocumentPrefix,
                    QueryPrefix = parse.GetValue(queryPrefix) ?? settings.QueryPrefix,
                });
            },
            static async (on, settings, cancellationToken) =>
            {
                var set = await on.Installation.Embedders.SetAsync(on.Tenant.Id, settings, cancellationToken);
                on.Print(JsonOf(set), $"'{on.Tenant.Name}' embeds by '{set.Name}'; its documents are embedded anew.");
            });
        return command;
    }

    /// <summary>How commands print an embedder.</summary>
    public static JsonObject JsonOf(TenantEmbedder embedder) => new()
    {
        ["name"] = embedder.Name,
        ["upstream"] = embedder.Settings.Upstream,
        ["model"] = embedder.Settings.Model,
        ["dimensions"] = embedder.Settings.Dimensions,
        ["ask_for_dimensions"] = embedder.Settings.AsksForDimensions,
        ["window_length"] = embedder.Settings.WindowLength,
        ["batch_size"] = embedder.Settings.BatchSize,
        ["timeout_ms"] = (long)embedder.Settings.Timeout.TotalMilliseconds,
        ["document_prefix"] = embedder.Settings.DocumentPrefix,
        ["query_prefix"] = embedder.Settings.QueryPrefix,
    };

    private static TimeSpan TimeoutOf(double seconds) =>
        seconds is > 0 and <= 600 ? TimeSpan.FromMilliseconds(Math.Ceiling(seconds * 1000)) : throw new FormatException("--timeout is above 0 and up to 600 seconds.");
}
