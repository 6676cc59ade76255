using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Server.Tests.Retrieval;

/// <summary>A tenant that has an embedding endpoint of its own, beside one that has none: the real executable, and an endpoint on another port.</summary>
public sealed class TenantEmbedderTests
{
    private const string Query = "parental leave";
    private const string Credential = "sk-embedding-of-acme";

    private static readonly Dictionary<string, string> Variable = new() { ["EMBED_KEY"] = Credential };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endpoint_SetForATenant_EmbedsWhatIsTheTenants_AndOfNobodyElse()
    {
        await using var endpoint = await FakeProvider.StartAsync(Embed);
        await using var server = await SallyportProcess.ServeAsync(null, "--inward", endpoint.Address.Authority);
        var (mine, theirs) = (await CallerAsync(server, "acme"), await RetrievalCaller.OpenAsync(server));
        var (store, _) = await mine.IngestAsync("a.txt", "Employees may take sixteen weeks of parental leave.");
        Assert.Empty(endpoint.Requests);

        await SetByCommandsAsync(server, endpoint);
        var found = await SallyportProcess.UntilAsync(
            () => mine.SearchAsync(store, Query, "vector"),
            answer => answer.Status == HttpStatusCode.OK && endpoint.Requests.Any(static request => request.Text.Contains("query: ", StringComparison.Ordinal)));
        var (other, _) = await theirs.IngestAsync("a.txt", "The neighbour's text.");
        Assert.Equal(HttpStatusCode.OK, (await theirs.SearchAsync(other, Query, "vector")).Status);

        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.Contains("sixteen weeks", found.Body, StringComparison.Ordinal);
        Assert.All(endpoint.Requests, static request => Assert.Equal(("/v1/embeddings", "Bearer " + Credential), (request.Path, request.Headers["Authorization"])));
        Assert.Contains(endpoint.Requests, static request => request.Text.Contains("passage: Employees may take", StringComparison.Ordinal));
        Assert.Contains(endpoint.Requests, static request => request.Text.Contains("query: parental leave", StringComparison.Ordinal));
        Assert.DoesNotContain(endpoint.Requests, static request => request.Text.Contains("neighbour", StringComparison.Ordinal));

        // A record of who has set it, and where to.
        var export = Path.Combine(server.Folder, "ledger.export");
        var (exported, _, error) = await SallyportProcess.RunAsync("ledger", "export", "acme", export, "--data", server.Data);
        Assert.True(exported == 0, error);
        var ledger = Decoded(await File.ReadAllTextAsync(export, Cancel));
        Assert.Contains("embedder.set", ledger, StringComparison.Ordinal);
        Assert.DoesNotContain(Credential, ledger, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_ThatIsAway_MakesFilesWaitAndSearchesByMeaningFail_NotThoseByWords()
    {
        var isAway = false;
        await using var endpoint = await FakeProvider.StartAsync(request => Volatile.Read(ref isAway) ? FakeAnswer.Json("""{"error":{"message":"away"}}""", 503) : Embed(request));
        await using var server = await SallyportProcess.ServeAsync(null, "--inward", endpoint.Address.Authority);
        var caller = await CallerAsync(server, "acme");
        await SetAsync(server, endpoint);
        var (store, _) = await caller.IngestAsync("a.txt", "Employees may take sixteen weeks of parental leave.");
        Assert.Equal(HttpStatusCode.OK, (await caller.SearchAsync(store, Query, "vector")).Status);

        Volatile.Write(ref isAway, true);
        var asked = endpoint.Requests.Count;
        var late = await caller.UploadAsync("a.txt", "Overtime is paid after a week.");
        await caller.AttachAsync(store, late);
        await SallyportProcess.UntilAsync(() => Task.FromResult(endpoint.Requests.Count), count => count > asked);
        var byMeaning = await caller.SearchAsync(store, Query, "auto");
        var byWords = await caller.SearchAsync(store, Query, "bm25");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, byMeaning.Status);
        Assert.NotEmpty((string)JsonNode.Parse(byMeaning.Body)!["error"]!["message"]!);
        Assert.Equal(HttpStatusCode.OK, byWords.Status);
        Assert.Contains("sixteen weeks", byWords.Body, StringComparison.Ordinal);
        Assert.Equal("in_progress", await caller.StateAsync(store, late));

        Volatile.Write(ref isAway, false);
        Assert.Equal("completed", await SallyportProcess.UntilAsync(() => caller.StateAsync(store, late), static state => state != "in_progress"));
    }

    [Fact]
    public async Task Endpoint_ThatPointsInward_IsNotReachedUnlessTheOperatorNamesIt()
    {
        await using var endpoint = await FakeProvider.StartAsync(Embed);
        await using var server = await SallyportProcess.ServeAsync();
        var caller = await CallerAsync(server, "acme");
        await SetAsync(server, endpoint);
        var store = await RetrievalCaller.IdAsync(await caller.SendAsync(HttpMethod.Post, "vector_stores", "{}"));

        var refused = await caller.SearchAsync(store, Query, "auto");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Empty(endpoint.Requests);
    }

    // What has to do with leave points one way, all else another.
    private static FakeAnswer Embed(SeenRequest request)
    {
        var texts = JsonNode.Parse(request.Text)!["input"]!.AsArray();
        return FakeAnswer.Json(new JsonObject
        {
            ["data"] = new JsonArray([.. texts.Select(static (text, index) => new JsonObject
            {
                ["index"] = index,
                ["embedding"] = ((string)text!).Contains("leave", StringComparison.Ordinal) ? new JsonArray(1, 0, 0) : new JsonArray(0, 1, 0),
            })]),
        }.ToJsonString());
    }

    // A ledger's export holds each entry's bytes in base64.
    private static string Decoded(string export) => string.Concat(export.Split('"').Select(static part =>
    {
        var bytes = new byte[part.Length];
        return Convert.TryFromBase64String(part, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : part;
    }));

    // By commands beside the server, which knows it within a second.
    private static async Task SetByCommandsAsync(SallyportProcess server, FakeProvider endpoint)
    {
        var (added, _, upstreamError) = await SallyportProcess.RunWithAsync(
            Variable, "upstream", "add", "acme", "embed", endpoint.Address.AbsoluteUri, "--models", "embed-*", "--key-env", "EMBED_KEY", "--data", server.Data);
        Assert.True(added == 0, upstreamError);
        var (set, _, embedderError) = await SallyportProcess.RunAsync(
            "embedder", "set", "acme", "embed", "embed-small", "--dimensions", "3", "--document-prefix", "passage: ", "--query-prefix", "query: ", "--data", server.Data);
        Assert.True(set == 0, embedderError);
        var (_, shown, _) = await SallyportProcess.RunAsync("embedder", "show", "acme", "--data", server.Data, "--json");
        Assert.Equal("embed", (string?)JsonNode.Parse(shown)!["upstream"]);
    }

    // By the server itself, which knows it at once.
    private static async Task SetAsync(SallyportProcess server, FakeProvider endpoint)
    {
        await PutAsync(server, "upstreams/embed", $$"""{"address":"{{endpoint.Address}}","models":["embed-*"],"credential":"{{Credential}}"}""");
        await PutAsync(server, "embedder", """{"upstream":"embed","model":"embed-small","dimensions":3}""");
    }

    private static async Task PutAsync(SallyportProcess server, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(server.Admin, $"admin/v1/tenants/acme/{path}")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var client = new HttpClient();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.AdminToken);
        using var answer = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<RetrievalCaller> CallerAsync(SallyportProcess server, string tenant)
    {
        await SallyportProcess.RunAsync("tenant", "create", tenant, "--data", server.Data);
        return await RetrievalCaller.OpenAsync(server, tenant);
    }
}
