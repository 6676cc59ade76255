using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Retrieval;

namespace Sallyport.Gateway.Hosting;

/// <summary>What to tell a caller whose path or method is wrong: the methods that a path has, the two slips that base URLs invite, and what is on the other port. Nothing of the path itself is told.</summary>
internal static class RouteHints
{
    private const string Root = "/v1";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete];

    private static readonly string[] OnAdminPort = ["/health", "/metrics", "/docs", "/openapi", "/admin"];

    /// <summary>The failure with what helps.</summary>
    /// <param name="context">The request; after a wrong method its answer gets the header Allow (RFC 9110, section 15.5.6).</param>
    /// <param name="failure">What the routes said.</param>
    /// <param name="hasRetrieval">Whether the clean room is served.</param>
    public static RequestFailure Explain(HttpContext context, Failure failure, bool hasRetrieval)
    {
        var path = context.Request.Path.Value ?? "";
        if (failure == Failure.MethodNotAllowed)
        {
            var allowed = string.Join(", ", MethodsOf(path, hasRetrieval));
            context.Response.Headers.Allow = allowed;
            return new(failure, $"It takes {allowed}.");
        }

        if (failure != Failure.UnknownRoute)
        {
            return failure;
        }

        if (IsServed(Root + path, hasRetrieval))
        {
            return new(failure, "The path lacks /v1: OpenAI's clients need it at the end of their base URL.");
        }

        if (OnAdminPort.Any(place => context.Request.Path.StartsWithSegments(place, StringComparison.Ordinal)))
        {
            return new(failure, "Health, metrics and the admin API are on a port of their own, at the address of the setting 'admin'.");
        }

        return path.StartsWith(Root + Root + "/", StringComparison.Ordinal) && IsServed(path[Root.Length..], hasRetrieval)
            ? new RequestFailure(failure, "The path has /v1 twice: Anthropic's clients add it themselves, so their base URL goes without it.")
            : failure;
    }

    private static bool IsServed(string path, bool hasRetrieval) => MethodsOf(path, hasRetrieval).Any();

    private static IEnumerable<string> MethodsOf(string path, bool hasRetrieval) => Methods.Where(method =>
        ModelRoutes.Find(path, method, out _) == Failure.None || (hasRetrieval && RetrievalRoutes.Find(path, method, out _) == Failure.None));
}
