using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Sallyport.Server.Tests.Retrieval;

/// <summary>An application that calls a running server with a key of its own.</summary>
internal sealed class RetrievalCaller(SallyportProcess server, string key)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Its key.</summary>
    public string Key => key;

    /// <summary>Makes a key beside the running server, with that one's environment, and waits until it knows the key: a second at most.</summary>
    public static async Task<RetrievalCaller> OpenAsync(
        SallyportProcess server, string tenant = "default", string scopes = "ingest,retrieve", string? clearances = null, Dictionary<string, string>? environment = null)
    {
        string[] cleared = clearances is null ? [] : ["--clearances", clearances];
        var (code, output, error) = await SallyportProcess.RunWithAsync(environment ?? [], ["key", "create", tenant, "--scopes", scopes, "--data", server.Data, "--json", .. cleared]);
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        var caller = new RetrievalCaller(server, json.RootElement.GetProperty("api_key").GetString()!);
        await SallyportProcess.UntilAsync(() => caller.SendAsync(HttpMethod.Get, "vector_stores"), static response => response.StatusCode != HttpStatusCode.Unauthorized);
        return caller;
    }

    /// <summary>Sends a request to a path under <c>/v1</c>.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null) =>
        SendAsync(method, path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"));

    /// <summary>Uploads a file; its answer, whatever it is.</summary>
    public Task<HttpResponseMessage> PostFileAsync(string name, byte[] content) => SendAsync(
        HttpMethod.Post, "files", new MultipartFormDataContent { { new StringContent("assistants"), "purpose" }, { new ByteArrayContent(content), "file", name } });

    /// <summary>Uploads a text; the file's id.</summary>
    public async Task<string> UploadAsync(string name, string text) => await IdAsync(await PostFileAsync(name, Encoding.UTF8.GetBytes(text)));

    /// <summary>Attaches a file to a vector store.</summary>
    public async Task AttachAsync(string store, string file, string labels = "[]") =>
        await IdAsync(await SendAsync(HttpMethod.Post, $"vector_stores/{store}/files", $$"""{"file_id":"{{file}}","labels":{{labels}}}"""));

    /// <summary>How far the ingestion of a file is.</summary>
    public async Task<string?> StateAsync(string store, string file)
    {
        using var answer = await JsonAsync(await SendAsync(HttpMethod.Get, $"vector_stores/{store}/files/{file}"));
        return answer.RootElement.GetProperty("status").GetString();
    }

    /// <summary>Makes a vector store of one text, and waits until it can be searched.</summary>
    public async Task<(string Store, string File)> IngestAsync(string name, string text, string labels = "[]")
    {
        var file = await UploadAsync(name, text);
        var store = await IdAsync(await SendAsync(HttpMethod.Post, "vector_stores", "{}"));
        await AttachAsync(store, file, labels);
        Assert.Equal("completed", await SallyportProcess.UntilAsync(() => StateAsync(store, file), static state => state != "in_progress"));
        return (store, file);
    }

    /// <summary>Searches a vector store; the answer, whatever it is.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SearchAsync(string store, string query, string ranker)
    {
        using var answer = await SendAsync(HttpMethod.Post, $"vector_stores/{store}/search", JsonSerializer.Serialize(new { query, ranking_options = new { ranker } }));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>An answer's body.</summary>
    public static async Task<JsonDocument> JsonAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
        }
    }

    /// <summary>The id of what a call made; it must have succeeded.</summary>
    public static async Task<string> IdAsync(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        using var made = await JsonAsync(response);
        return made.RootElement.GetProperty("id").GetString()!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(server.Listen, "v1/" + path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await client.SendAsync(request, Cancel);
    }
}
