using Sallyport.Gateway.Anthropic;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.OpenAi;

namespace Sallyport.Gateway.Exchanges;

/// <summary>Which protocol each route speaks.</summary>
internal static class RouteDialects
{
    private static readonly ChatCompletionsDialect ChatCompletions = new();
    private static readonly ResponsesDialect Responses = new();
    private static readonly MessagesDialect Messages = new();
    private static readonly CountTokensDialect CountTokens = new();
    private static readonly EmbeddingsDialect Embeddings = new();

    /// <summary>The protocol of a route that is relayed.</summary>
    public static Dialect Of(ModelRoute route) => route switch
    {
        ModelRoute.ChatCompletions => ChatCompletions,
        ModelRoute.Responses => Responses,
        ModelRoute.Messages => Messages,
        ModelRoute.CountTokens => CountTokens,
        ModelRoute.Embeddings => Embeddings,
        _ => throw new ArgumentOutOfRangeException(nameof(route), route, "Only a route that is relayed has a dialect."),
    };
}
