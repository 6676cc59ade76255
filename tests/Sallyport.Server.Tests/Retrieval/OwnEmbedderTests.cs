using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Sallyport.Server.Tests.Retrieval;

/// <summary>A server that is given an embedder of the operator's own.</summary>
public sealed class OwnEmbedderTests
{
    // The model that ships, under another name: another embedder, as far as anybody can tell.
    private const string Description = """
        {
          "name": "our-own", "tokenizer": "unigram", "vocabulary": "vocab.json", "pooling": "none", "begin": "", "end": "", "unknown": "\uFFFD",
          "special": ["<s>", "</s>", "extra_token_id_1", "extra_token_id_2", "extra_token_id_3"], "maxTokens": 128, "overlap": 32
        }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_GivenAnotherEmbedder_EmbedsAnewAndFindsByWordsMeanwhile()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-server-").FullName;
        var own = Directory.CreateDirectory(Path.Combine(folder, "embedder")).FullName;
        foreach (var file in (string[])["model.onnx", "vocab.json"])
        {
            File.Copy(Path.Combine(RepositoryRoot(), "src", "Sallyport.Onnx", "Models", "use-lite-en", file), Path.Combine(own, file));
        }

        await File.WriteAllTextAsync(Path.Combine(own, "embedder.json"), Description, Cancel);
        var first = await SallyportProcess.ServeAsync(folder);
        var key = await KeyAsync(first);
        var store = await IngestAsync(first, key);
        Assert.Equal(HttpStatusCode.OK, await SearchAsync(first, key, store, "vector"));
        Assert.Equal(0, await first.StopAsync());

        await using var second = await SallyportProcess.ServeAsync(folder, "--embedder", own);
        Assert.Equal(HttpStatusCode.OK, await SearchAsync(second, key, store, "bm25"));
        Assert.Equal(HttpStatusCode.OK, await SearchAsync(second, key, store, "hybrid"));
        var byVector = await SallyportProcess.UntilAsync(() => SearchAsync(second, key, store, "vector"), static status => status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, byVector);
        Assert.Equal(0, await second.StopAsync());

        Assert.Contains("our-own@", await second.Error + await second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_GivenAFolderThatIsNoEmbedder_DoesNotStart()
    {
        using var folder = new TemporaryDirectory();

        var (missing, _, noFolder) = await SallyportProcess.RunAsync("serve", "--data", Path.Combine(folder.Location, "data"), "--embedder", Path.Combine(folder.Location, "none"));
        var (empty, _, noFile) = await SallyportProcess.RunAsync("serve", "--data", Path.Combine(folder.Location, "data"), "--listen", "http://127.0.0.1:0", "--admin", "http://127.0.0.1:0", "--embedder", folder.Location);

        Assert.Equal(2, missing);
        Assert.Contains("--embedder", noFolder, StringComparison.Ordinal);
        Assert.Equal(1, empty);
        Assert.Contains("embedder.json", noFile, StringComparison.Ordinal);
    }

    private static async Task<string> KeyAsync(SallyportProcess server)
    {
        var (code, output, error) = await SallyportProcess.RunAsync("key", "create", "default", "--scopes", "ingest,retrieve", "--data", server.Data, "--json");
        Assert.True(code == 0, error);
        using var created = JsonDocument.Parse(output);
        return created.RootElement.GetProperty("api_key").GetString()!;
    }

    private static async Task<string> IngestAsync(SallyportProcess server, string key)
    {
        using var client = ClientOf(server, key);

        // A new key is known within a second.
        await SallyportProcess.UntilAsync(async () => (await client.GetAsync("v1/files", Cancel)).IsSuccessStatusCode, static known => known);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("assistants"), "purpose" },
            { new ByteArrayContent("Employees may take sixteen weeks of parental leave. It is paid in full."u8.ToArray()), "file", "handbook.txt" },
        };
        var file = await IdAsync(await client.PostAsync("v1/files", form, Cancel));
        var store = await IdAsync(await client.PostAsync("v1/vector_stores", Json("{}"), Cancel));
        await IdAsync(await client.PostAsync($"v1/vector_stores/{store}/files", Json($$"""{"file_id":"{{file}}"}"""), Cancel));
        var state = await SallyportProcess.UntilAsync(
            async () =>
            {
                using var answer = JsonDocument.Parse(await client.GetStringAsync($"v1/vector_stores/{store}/files/{file}", Cancel));
                return answer.RootElement.GetProperty("status").GetString();
            },
            static status => status != "in_progress");
        Assert.Equal("completed", state);
        return store;
    }

    private static async Task<HttpStatusCode> SearchAsync(SallyportProcess server, string key, string store, string ranker)
    {
        using var client = ClientOf(server, key);
        using var answer = await client.PostAsync($"v1/vector_stores/{store}/search", Json(JsonSerializer.Serialize(new { query = "parental leave", ranking_options = new { ranker } })), Cancel);
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(!answer.IsSuccessStatusCode || body.Contains("sixteen weeks", StringComparison.Ordinal), body);
        return answer.StatusCode;
    }

    private static HttpClient ClientOf(SallyportProcess server, string key)
    {
        var client = new HttpClient { BaseAddress = server.Listen };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<string> IdAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var body = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True(answer.IsSuccessStatusCode, body);
            using var json = JsonDocument.Parse(body);
            return json.RootElement.GetProperty("id").GetString()!;
        }
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Sallyport.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return folder;
    }

    private sealed class TemporaryDirectory : IDisposable
    {
        public string Location { get; } = Directory.CreateTempSubdirectory("sallyport-embedder-").FullName;

        public void Dispose() => Directory.Delete(Location, recursive: true);
    }
}
