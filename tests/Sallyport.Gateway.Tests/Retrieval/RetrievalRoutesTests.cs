using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Retrieval;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Gateway.Tests.Retrieval;

public sealed class RetrievalRoutesTests
{
    [Theory]
    [InlineData("POST", "/v1/retrieve", "Retrieve", Scopes.Retrieve)]
    [InlineData("POST", "/v1/files", "FileUpload", Scopes.Ingest)]
    [InlineData("GET", "/v1/files", "FileList", Scopes.Ingest)]
    [InlineData("GET", "/v1/files/f", "FileFind", Scopes.Ingest)]
    [InlineData("DELETE", "/v1/files/f", "FileDelete", Scopes.Ingest)]
    [InlineData("GET", "/v1/files/f/content", "FileContent", Scopes.Ingest)]
    [InlineData("POST", "/v1/vector_stores", "StoreCreate", Scopes.Ingest)]
    [InlineData("GET", "/v1/vector_stores", "StoreList", Scopes.Retrieve)]
    [InlineData("GET", "/v1/vector_stores/v", "StoreFind", Scopes.Retrieve)]
    [InlineData("POST", "/v1/vector_stores/v", "StoreUpdate", Scopes.Ingest)]
    [InlineData("DELETE", "/v1/vector_stores/v", "StoreDelete", Scopes.Ingest)]
    [InlineData("POST", "/v1/vector_stores/v/search", "StoreSearch", Scopes.Retrieve)]
    [InlineData("POST", "/v1/vector_stores/v/files", "StoreFileAttach", Scopes.Ingest)]
    [InlineData("GET", "/v1/vector_stores/v/files", "StoreFileList", Scopes.Ingest)]
    [InlineData("GET", "/v1/vector_stores/v/files/f", "StoreFileFind", Scopes.Ingest)]
    [InlineData("POST", "/v1/vector_stores/v/files/f", "StoreFileUpdate", Scopes.Ingest)]
    [InlineData("DELETE", "/v1/vector_stores/v/files/f", "StoreFileDetach", Scopes.Ingest)]
    [InlineData("GET", "/v1/vector_stores/v/files/f/content", "StoreFileContent", Scopes.Ingest)]
    [InlineData("POST", "/v1/vector_stores/v/file_batches", "BatchCreate", Scopes.Ingest)]
    [InlineData("GET", "/v1/vector_stores/v/file_batches/b", "BatchFind", Scopes.Ingest)]
    [InlineData("POST", "/v1/vector_stores/v/file_batches/b/cancel", "BatchCancel", Scopes.Ingest)]
    [InlineData("GET", "/v1/vector_stores/v/file_batches/b/files", "BatchFiles", Scopes.Ingest)]
    public void Route_OfOpenAi_IsFoundAndAsksForItsScope(string method, string path, string route, Scopes scope)
    {
        Assert.Equal(Failure.None, RetrievalRoutes.Find(path, method, out var target));

        Assert.Equal(route, target.Route.ToString());
        Assert.Equal(scope, RetrievalRoutes.ScopeOf(target.Route));
    }

    [Theory]
    [InlineData("GET", "/v1/retrieve", "MethodNotAllowed")]
    [InlineData("PUT", "/v1/files", "MethodNotAllowed")]
    [InlineData("POST", "/v1/files/", "MethodNotAllowed")]
    [InlineData("GET", "/v1/files/f/content/", "UnknownRoute")]
    [InlineData("GET", "/v1/files/f/other", "UnknownRoute")]
    [InlineData("GET", "/V1/files", "UnknownRoute")]
    [InlineData("POST", "/v1/uploads", "UnknownRoute")]
    [InlineData("GET", "/v1/vector_stores/v/files/f/content/x", "UnknownRoute")]
    [InlineData("GET", "/v1/vector_stores/v/file_batches", "MethodNotAllowed")]
    [InlineData("POST", "/v1/vector_stores/v/searches", "UnknownRoute")]
    public void Path_ThatIsNearlyARoute_IsNone(string method, string path, string failure) =>
        Assert.Equal(failure, RetrievalRoutes.Find(path, method, out _).ToString());
}
