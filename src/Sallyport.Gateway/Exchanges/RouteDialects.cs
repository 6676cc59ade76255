using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.OpenAi;

namespace Sallyport.Gateway.Exchanges;

/// <summary>Which protocol each route speaks.</summary>
internal static class RouteDialects
{
    private static readonly ChatCompletionsDialect ChatCompletions = new();
    private static readonly EmbeddingsDialect Embeddings = new();

    /// <summary>The protocol of a route.</summary>
    public static Dialect Of(ModelRoute route) => route switch
    {
        ModelRoute.ChatCompletions => ChatCompletions,
        _ => Embeddings,
    };
}
