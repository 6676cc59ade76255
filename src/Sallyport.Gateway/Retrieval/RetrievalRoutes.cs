using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Failures;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Retrieval;

/// <summary>Which paths lead to the clean room: OpenAI's Files and Vector Stores, and <c>/v1/retrieve</c>. Compared exactly, like those of model traffic.</summary>
internal static class RetrievalRoutes
{
    private const string Root = "/v1/";

    // A path and its identifiers are short; what is longer names nothing.
    private const int MaxParts = 5;

    /// <summary>The target of a path and method. <see cref="Failure.UnknownRoute"/> where the path is none of these.</summary>
    public static Failure Find(string? path, string method, out RetrievalTarget target)
    {
        target = default;
        if (path is null || !path.StartsWith(Root, StringComparison.Ordinal))
        {
            return Failure.UnknownRoute;
        }

        var parts = path[Root.Length..].Split('/', MaxParts + 1);
        var found = parts switch
        {
            ["retrieve"] => Of(method, post: new(RetrievalRoute.Retrieve)),
            ["files"] => Of(method, get: new(RetrievalRoute.FileList), post: new(RetrievalRoute.FileUpload)),
            ["files", var file] => Of(method, get: new(RetrievalRoute.FileFind, file), delete: new(RetrievalRoute.FileDelete, file)),
            ["files", var file, "content"] => Of(method, get: new(RetrievalRoute.FileContent, file)),
            ["vector_stores", .. var rest] => OfStore(method, rest),
            _ => Nowhere,
        };
        target = found.Target ?? default;
        return found.Failure;
    }

    /// <summary>
    /// The scope that a route demands: <c>retrieve</c> to search, <c>ingest</c> for everything else, since files and their texts are shown there as they are,
    /// whatever labels bound who may find them.
    /// </summary>
    public static Scopes ScopeOf(RetrievalRoute route) => route switch
    {
        RetrievalRoute.StoreList or RetrievalRoute.StoreFind or RetrievalRoute.StoreSearch or RetrievalRoute.Retrieve => Scopes.Retrieve,
        _ => Scopes.Ingest,
    };

    private static (RetrievalTarget? Target, Failure Failure) Nowhere => (null, Failure.UnknownRoute);

    private static (RetrievalTarget? Target, Failure Failure) OfStore(string method, string[] parts) => parts switch
    {
        [] => Of(method, get: new(RetrievalRoute.StoreList), post: new(RetrievalRoute.StoreCreate)),
        [var store] => Of(method, get: new(RetrievalRoute.StoreFind, store), post: new(RetrievalRoute.StoreUpdate, store), delete: new(RetrievalRoute.StoreDelete, store)),
        [var store, "search"] => Of(method, post: new(RetrievalRoute.StoreSearch, store)),
        [var store, "files"] => Of(method, get: new(RetrievalRoute.StoreFileList, store), post: new(RetrievalRoute.StoreFileAttach, store)),
        [var store, "files", var file] => Of(
            method,
            get: new(RetrievalRoute.StoreFileFind, store, file),
            post: new(RetrievalRoute.StoreFileUpdate, store, file),
            delete: new(RetrievalRoute.StoreFileDetach, store, file)),
        [var store, "files", var file, "content"] => Of(method, get: new(RetrievalRoute.StoreFileContent, store, file)),
        [var store, "file_batches"] => Of(method, post: new(RetrievalRoute.BatchCreate, store)),
        [var store, "file_batches", var batch] => Of(method, get: new(RetrievalRoute.BatchFind, store, batch)),
        [var store, "file_batches", var batch, "cancel"] => Of(method, post: new(RetrievalRoute.BatchCancel, store, batch)),
        [var store, "file_batches", var batch, "files"] => Of(method, get: new(RetrievalRoute.BatchFiles, store, batch)),
        _ => Nowhere,
    };

    private static (RetrievalTarget? Target, Failure Failure) Of(string method, RetrievalTarget? get = null, RetrievalTarget? post = null, RetrievalTarget? delete = null)
    {
        var target = HttpMethods.IsGet(method) ? get : HttpMethods.IsPost(method) ? post : HttpMethods.IsDelete(method) ? delete : null;
        return target is null ? (null, Failure.MethodNotAllowed) : (target, Failure.None);
    }
}
