using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Failures;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Hosting;

/// <summary>Which paths carry model traffic. Compared exactly: what is nearly a known path is an unknown one.</summary>
internal static class ModelRoutes
{
    private const string ModelRoot = "/v1/models/";

    /// <summary>Every path, as messages name it.</summary>
    public static string NameOf(ModelRoute route) => route switch
    {
        ModelRoute.ChatCompletions => "/v1/chat/completions",
        ModelRoute.Responses => "/v1/responses",
        ModelRoute.Messages => "/v1/messages",
        ModelRoute.CountTokens => "/v1/messages/count_tokens",
        ModelRoute.Embeddings => "/v1/embeddings",
        ModelRoute.Moderations => "/v1/moderations",
        ModelRoute.Model => "/v1/models/{id}",
        _ => "/v1/models",
    };

    /// <summary>The model that a path of <see cref="ModelRoute.Model"/> names. It may hold slashes, as they are or encoded, which the server leaves as they came.</summary>
    public static string ModelOf(string path) => path[ModelRoot.Length..].Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether requests of a route have no body.</summary>
    public static bool IsOfPathAlone(ModelRoute route) => route is ModelRoute.Models or ModelRoute.Model;

    /// <summary>The route of a path and method, or the failure to answer with.</summary>
    public static Failure Find(string? path, string method, out ModelRoute route)
    {
        var wanted = HttpMethods.Post;
        switch (path)
        {
            case "/v1/chat/completions":
                route = ModelRoute.ChatCompletions;
                break;
            case "/v1/responses":
                route = ModelRoute.Responses;
                break;
            case "/v1/messages":
                route = ModelRoute.Messages;
                break;
            case "/v1/messages/count_tokens":
                route = ModelRoute.CountTokens;
                break;
            case "/v1/embeddings":
                route = ModelRoute.Embeddings;
                break;
            case "/v1/moderations":
                route = ModelRoute.Moderations;
                break;
            case "/v1/models":
                route = ModelRoute.Models;
                wanted = HttpMethods.Get;
                break;
            case not null when path.Length > ModelRoot.Length && path.StartsWith(ModelRoot, StringComparison.Ordinal):
                route = ModelRoute.Model;
                wanted = HttpMethods.Get;
                break;
            default:
                route = default;
                return Failure.UnknownRoute;
        }

        return HttpMethods.Equals(method, wanted) ? Failure.None : Failure.MethodNotAllowed;
    }

    /// <summary>The scope that a route demands.</summary>
    public static Scopes ScopeOf(ModelRoute route) => route == ModelRoute.Embeddings ? Scopes.Embed : Scopes.Infer;

    /// <summary>Whether errors of a request take Anthropic's form: by its path, and for shared or unknown paths by the headers that Anthropic's SDKs send.</summary>
    public static bool SpeaksAnthropic(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1/messages", StringComparison.Ordinal)
        || request.Headers.ContainsKey("anthropic-version");
}
