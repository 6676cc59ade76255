using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Server.Tests.Retrieval;

/// <summary>A tenant that has an embedding endpoint of its own, beside one that has none: the real executable, and an endpoint on another port.</summary>
public sealed class TenantEmbedderTests
{
    private const string Credential = "sk-embedding-of-acme";

    private static readonly Dictionary<string, string> Variable = new() { ["EMBED_KEY"] = Credential };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endpoint_SetForATenant_EmbedsWhatIsTheTenants_AndOfNobodyElse()
    {
        await using var endpoint = await FakeProvider.StartAsync(Embed);
        await using var server = await SallyportProcess.ServeAsync(null, "--inward", endpoint.Address.Authority);
        var (mine, theirs) = (await KeyAsync(server, "acme"), await KeyAsync(server, "default"));
        var store = await IngestAsync(server, mine, "Employees may take sixteen weeks of parental leave.");
        Assert.Empty(endpoint.Requests);

        await SetByCommandsAsync(server, endpoint);
        var found = await SallyportProcess.UntilAsync(
            () => SearchAsync(server, mine, store, "vector"),
            answer => answer.Status == HttpStatusCode.OK && endpoint.Requests.Any(static request => request.Text.Contains("query: ", StringComparison.Ordinal)));
        var other = await IngestAsync(server, theirs, "The neighbour's text.");
        Assert.Equal(HttpStatusCode.OK, (await SearchAsync(server, theirs, other, "vector")).Status);

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
        var key = await KeyAsync(server, "acme");
        await SetAsync(server, endpoint);
        var store = await IngestAsync(server, key, "Employees may take sixteen weeks of parental leave.");
        Assert.Equal(HttpStatusCode.OK, (await SearchAsync(server, key, store, "vector")).Status);

        Volatile.Write(ref isAway, true);
        var asked = endpoint.Requests.Count;
        var late = await AttachAsync(server, key, store, await UploadAsync(server, key, "Overtime is paid after a week."));
        await SallyportProcess.UntilAsync(() => Task.FromResult(endpoint.Requests.Count), count => count > asked);
        var byMeaning = await SearchAsync(server, key, store, "auto");
        var byWords = await SearchAsync(server, key, store, "bm25");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, byMeaning.Status);
        Assert.NotEmpty((string)JsonNode.Parse(byMeaning.Body)!["error"]!["message"]!);
        Assert.Equal(HttpStatusCode.OK, byWords.Status);
        Assert.Contains("sixteen weeks", byWords.Body, StringComparison.Ordinal);
        Assert.Equal("in_progress", await StateAsync(server, key, store, late));

        Volatile.Write(ref isAway, false);
        Assert.Equal("completed", await SallyportProcess.UntilAsync(() => StateAsync(server, key, store, late), static state => state != "in_progress"));
    }

    [Fact]
    public async Task Endpoint_ThatPointsInward_IsNotReachedUnlessTheOperatorNamesIt()
    {
        await using var endpoint = await FakeProvider.StartAsync(Embed);
        await using var server = await SallyportProcess.ServeAsync();
        var key = await KeyAsync(server, "acme");
        await SetAsync(server, endpoint);
        using var created = await JsonAsync(await SendAsync(server, key, HttpMethod.Post, "vector_stores", "{}"));

        var refused = await SearchAsync(server, key, created.RootElement.GetProperty("id").GetString()!, "auto");

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
        using var answer = await SendAsync(request, server.AdminToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<string> KeyAsync(SallyportProcess server, string tenant)
    {
        await SallyportProcess.RunAsync("tenant", "create", tenant, "--data", server.Data);
        var made = await SallyportProcess.RunAsync("key", "create", tenant, "--scopes", "ingest,retrieve", "--data", server.Data, "--json");
        using var json = JsonDocument.Parse(made.Output);
        var key = json.RootElement.GetProperty("api_key").GetString()!;
        await SallyportProcess.UntilAsync(() => SendAsync(server, key, HttpMethod.Get, "vector_stores"), static response => response.StatusCode != HttpStatusCode.Unauthorized);
        return key;
    }

    private static async Task<string> IngestAsync(SallyportProcess server, string key, string text)
    {
        using var created = await JsonAsync(await SendAsync(server, key, HttpMethod.Post, "vector_stores", "{}"));
        var store = created.RootElement.GetProperty("id").GetString()!;
        var file = await AttachAsync(server, key, store, await UploadAsync(server, key, text));
        Assert.Equal("completed", await SallyportProcess.UntilAsync(() => StateAsync(server, key, store, file), static state => state != "in_progress"));
        return store;
    }

    private static async Task<string> AttachAsync(SallyportProcess server, string key, string store, string file)
    {
        using var attached = await SendAsync(server, key, HttpMethod.Post, $"vector_stores/{store}/files", $$"""{"file_id":"{{file}}"}""");
        Assert.Equal(HttpStatusCode.OK, attached.StatusCode);
        return file;
    }

    private static async Task<string> UploadAsync(SallyportProcess server, string key, string text)
    {
        using var form = new MultipartFormDataContent { { new StringContent("assistants"), "purpose" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "a.txt" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Listen, "v1/files")) { Content = form };
        using var answer = await JsonAsync(await SendAsync(request, key));
        return answer.RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<string?> StateAsync(SallyportProcess server, string key, string store, string file)
    {
        using var answer = await JsonAsync(await SendAsync(server, key, HttpMethod.Get, $"vector_stores/{store}/files/{file}"));
        return answer.RootElement.GetProperty("status").GetString();
    }

    private static async Task<(HttpStatusCode Status, string Body)> SearchAsync(SallyportProcess server, string key, string store, string ranker)
    {
        using var answer = await SendAsync(
            server, key, HttpMethod.Post, $"vector_stores/{store}/search", JsonSerializer.Serialize(new { query = "parental leave", ranking_options = new { ranker } }));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<HttpResponseMessage> SendAsync(SallyportProcess server, string key, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Listen, "v1/" + path));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await SendAsync(request, key);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string key)
    {
        using var client = new HttpClient();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await client.SendAsync(request, Cancel);
    }

    private static async Task<JsonDocument> JsonAsync(HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
}
